import { describe, expect, it } from 'vitest'
import { cappedCount, exactTime, formatBytes, formatDuration, initials, plural, relativeTime } from './format.ts'

const now = new Date('2026-11-22T12:00:00Z')
const ago = (seconds: number) => relativeTime(new Date(now.getTime() - seconds * 1_000), now)

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [3_600, '1 hour ago'],
    [86_400, 'yesterday'],
    [29 * 86_400, '29 days ago'],
    [30 * 86_400, 'last month'],
    [364 * 86_400, '11 months ago'],
    [3 * 365.25 * 86_400, '3 years ago'],
  ])('says what %d seconds ago is', (seconds, words) => expect(ago(seconds)).toBe(words))

  it('speaks of the future too', () => {
    expect(ago(-2 * 3_600)).toBe('in 2 hours')
    expect(ago(-59)).toBe('just now')
  })
  it('never says "this month" or "this year"', () => {
    for (let day = 1; day < 1_000; day += 1) expect(ago(day * 86_400)).not.toMatch(/^this|^in 0|^0 /)
  })
})

describe('exactTime', () => {
  it('is UTC unless a time zone is given', () => {
    expect(exactTime(new Date('2026-09-03T06:09:05Z'))).toBe('3 Sep 2026, 06:09:05 UTC')
    expect(exactTime(new Date('2026-06-03T22:30:00Z'), 'Europe/Helsinki')).toMatch(/^4 Jun 2026, 01:30:00 /)
  })
  it('falls back to UTC for a time zone that does not exist', () => {
    expect(exactTime(now, 'Mars/Olympus')).toBe('22 Nov 2026, 12:00:00 UTC')
  })
})

describe('counts', () => {
  it('stops at the cap', () => {
    expect(cappedCount(10_000)).toBe('10,000')
    expect(cappedCount(10_001)).toBe('10,000+')
  })
  it('agrees with the noun', () => {
    expect([plural(0, 'user'), plural(1, 'user'), plural(5_000, 'user'), plural(2, 'person', 'people')]).toEqual([
      '0 users',
      '1 user',
      '5,000 users',
      '2 people',
    ])
  })
})

it('sizes and durations are said in the unit that fits', () => {
  expect([0, 999, 1_234_567, 5_022_268_775, 2e18].map(formatBytes)).toEqual(['0 B', '999 B', '1.2 MB', '5 GB', '2,000 PB'])
  expect([0, 0.44, 9.96, 10, 59.6, 75, 3_600, 7_500].map(formatDuration)).toEqual([
    'under 0.1 s',
    '0.4 s',
    '10 s',
    '10 s',
    '1 min',
    '1 min 15 s',
    '1 h',
    '2 h 5 min',
  ])
})

describe('initials', () => {
  it.each([
    ['Aino Korhonen', 'AK'],
    ['łukasz', 'Ł'],
    ['佐藤', '佐'],
    ['Maria del Carmen', 'MC'],
    ['  ', '?'],
    ['🎉', '?'],
    ['anna-liisa.virta', 'AV'],
    ['𝒜da B', '𝒜B'],
  ])('%s → %s', (name, letters) => expect(initials(name)).toBe(letters))
})

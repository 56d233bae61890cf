import { describe, expect, test } from 'vitest'
import { MEMBERSHIP_TYPES } from '../core/actor.ts'
import { dayOf, isHigherLevel, mayVote, needsAffirmation, whyNotCodeOfConduct, whyNotKept, whyNotType } from './rules.ts'
import { TYPES, offeredTypes } from './rules-words.ts'

test.each([
  ['basic', false],
  ['supporting', true],
  ['sponsor', true],
  ['managing', true],
  ['contributing', true],
  ['fellow', true],
] as const)('%s is of a higher level: %s, and only then votes', (type, higher) => {
  expect(isHigherLevel({ type })).toBe(higher)
  expect(mayVote({ type, votes: true })).toBe(higher)
  expect(mayVote({ type, votes: false })).toBe(false)
})

describe('the affirmation', () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const daysAgo = (days: number) => dayOf(new Date(now.getTime() - days * 86_400_000))
  test.each([
    [null, true],
    [0, false],
    [30, false],
    [365, false],
    [366, true],
    [4_000, true],
  ])('%s days ago is due: %s', (days, due) => {
    const lastVoteAffirmation = days === null ? null : daysAgo(days)
    expect(needsAffirmation({ votes: true, lastVoteAffirmation }, now)).toBe(due)
    expect(needsAffirmation({ votes: false, lastVoteAffirmation }, now)).toBe(false)
  })
  test('counts whole days of UTC, whatever the hour', () => {
    const held = { votes: true, lastVoteAffirmation: '2025-11-22' }
    expect(needsAffirmation(held, new Date('2026-11-22T23:59:59Z'))).toBe(false)
    expect(needsAffirmation(held, new Date('2026-11-23T00:00:00Z'))).toBe(true)
  })
})

test('managing is offered to who has it, and refused to everybody else', () => {
  expect(TYPES).toEqual(MEMBERSHIP_TYPES)
  expect(offeredTypes()).toEqual(MEMBERSHIP_TYPES.filter((type) => type !== 'managing'))
  expect(offeredTypes('managing')).toContain('managing')
  expect(whyNotType('managing', 'managing')).toBeNull()
  for (const current of [null, 'basic', 'contributing'] as const) expect(whyNotType('managing', current)?.reason).toBe('LEGACY_TYPE')
  for (const type of offeredTypes()) expect(whyNotType(type, 'managing')).toBeNull()
})

test('the code of conduct can be accepted later, and not taken back', () => {
  expect(whyNotCodeOfConduct(true, false)).toBeNull()
  expect(whyNotCodeOfConduct(false, false)).toBeNull()
  expect(whyNotCodeOfConduct(true, true)).toBeNull()
  expect(whyNotCodeOfConduct(false, true)?.reason).toBe('CODE_OF_CONDUCT_ACCEPTED')
})

test('users in the trash and anonymized ones keep what they have as it is', () => {
  expect([whyNotKept('ACTIVE'), whyNotKept('DEACTIVATED')]).toEqual([null, null])
  expect([whyNotKept('DELETED')?.reason, whyNotKept('ANONYMIZED')?.reason]).toEqual(['BAD_TRANSITION', 'BAD_TRANSITION'])
})

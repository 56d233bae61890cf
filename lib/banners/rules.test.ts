import { describe, expect, test } from 'vitest'
import { isNewToReaders, isOnPage, stateOf, whyNotEnable, wrongTogether } from './rules.ts'
import { localTimeIn, momentIn } from './rules-times.ts'

const at = (text: string) => new Date(text)
const NOW = at('2026-06-01T12:00:00Z')
const plan = {
  enabled: true,
  startsAt: null as Date | null,
  endsAt: null as Date | null,
  audience: 'everyone' as 'everyone' | 'role' | 'group',
  audienceRoleId: null as string | null,
  audienceGroupId: null as string | null,
}

test.each([
  [[], '/anything', true],
  [['/'], '/anything/at/all', true],
  [['/users'], '/users', true],
  [['/users'], '/users/7/edit', true],
  [['/users'], '/users-old', false],
  [['/users/7'], '/users', false],
  [['/users'], '/account/users', false],
  [['/audit', '/users'], '/users', true],
  [['/Users'], '/users', false],
] as [string[], string, boolean][])('a banner for %j is on %s: %s', (paths, path, is) => expect(isOnPage(paths, path)).toBe(is))

describe('the state of a banner', () => {
  test.each([
    ['off', { enabled: false }],
    ['off', { enabled: false, endsAt: at('2026-01-01') }],
    ['showing', {}],
    ['showing', { startsAt: NOW }],
    ['showing', { endsAt: at('2026-06-01T12:00:01Z') }],
    ['scheduled', { startsAt: at('2026-06-01T12:00:01Z') }],
    ['over', { endsAt: NOW }],
    ['over', { endsAt: NOW, audience: 'role' }],
    ['nobody', { audience: 'role' }],
    ['nobody', { audience: 'group', audienceRoleId: 'x' }],
    ['showing', { audience: 'group', audienceGroupId: 'x' }],
  ] as const)('is %s when %j', (state, change) => expect(stateOf({ ...plan, ...change } as typeof plan, NOW)).toBe(state))

  test('says why it cannot be enabled', () => {
    expect(whyNotEnable(plan, 49, NOW)).toBeNull()
    expect(whyNotEnable(plan, 50, NOW)?.reason).toBe('TOO_MANY_BANNERS')
    expect(whyNotEnable({ ...plan, endsAt: NOW }, 0, NOW)?.reason).toBe('OVER')
    expect(whyNotEnable({ ...plan, audience: 'group' }, 0, NOW)).toMatchObject({ reason: 'NO_AUDIENCE', message: /The group that/ })
  })
})

test('an end must come after the start, and a link text needs a link', () => {
  expect(wrongTogether({ startsAt: NOW, endsAt: NOW, link: '', linkText: 'Go' })).toEqual({
    endsAt: expect.any(String),
    link: expect.any(String),
  })
  expect(wrongTogether({ startsAt: NOW, endsAt: null, linkText: 'Go' })).toEqual({})
})

test('readers see something new when a text, the kind, the link or the cross changes', () => {
  const shown = { kind: 'info', title: 'a', message: 'b', link: '', linkText: '', dismissible: true } as const
  expect(isNewToReaders(shown, { ...shown })).toBe(false)
  for (const change of [{ kind: 'error' }, { title: 'x' }, { message: 'x' }, { link: 'x' }, { linkText: 'x' }, { dismissible: false }])
    expect(isNewToReaders(shown, { ...shown, ...change } as never)).toBe(true)
})

describe('local times', () => {
  test.each([
    ['UTC', '2026-03-14T09:30', '2026-03-14T09:30:00.000Z'],
    ['Europe/Helsinki', '2026-01-15T22:00:05', '2026-01-15T20:00:05.000Z'],
    ['Europe/Helsinki', '2026-07-15T22:00', '2026-07-15T19:00:00.000Z'],
    ['America/New_York', '2026-12-31T23:59:59', '2027-01-01T04:59:59.000Z'],
    ['Asia/Kathmandu', '2026-05-05T00:00', '2026-05-04T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01T00:00', '2025-12-31T10:00:00.000Z'],
    // The clocks skip 03:00 to 04:00 and show 03:00 to 04:00 twice.
    ['Europe/Helsinki', '2026-03-29T03:30', '2026-03-29T01:30:00.000Z'],
    ['Europe/Helsinki', '2026-10-25T03:30', '2026-10-25T00:30:00.000Z'],
    ['Europe/Helsinki', '2026-10-25T04:00', '2026-10-25T02:00:00.000Z'],
  ])('in %s %s is %s', (zone, local, moment) => expect(momentIn(zone, local)?.toISOString()).toBe(moment))

  test.each(['2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T24:01', '2026-01-01', '2026-01-01T10:00Z', 'soon'])('%s is none', (text) =>
    expect(momentIn('Europe/Helsinki', text)).toBeNull(),
  )

  test('what is shown comes back as the same moment, all over a year', () => {
    for (const zone of ['UTC', 'Europe/Helsinki', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kolkata'])
      for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += 101 * 3_600_000) {
        const local = localTimeIn(zone, new Date(time))
        const back = momentIn(zone, local) as Date
        expect(localTimeIn(zone, back), `${zone} ${local}`).toBe(local)
        expect(Math.abs(back.getTime() - time)).toBeLessThanOrEqual(3_600_000)
      }
  })
})

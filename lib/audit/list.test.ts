import { expect, test } from 'vitest'
import { AUDIT_EVENTS } from './events.ts'
import { EVENT_NAMES, auditList, eventsMatching, periodOf, queryOf, TARGET_TYPES } from './list.ts'

test('a wildcard stands for one whole word on either side of the dot', () => {
  expect(eventsMatching('user.created')).toEqual(['user.created'])
  expect(eventsMatching('user.*')).toEqual(
    Object.keys(AUDIT_EVENTS)
      .filter((name) => name.startsWith('user.'))
      .sort(),
  )
  expect(eventsMatching('*.created')).toEqual(expect.arrayContaining(['user.created', 'saved-view.created', 'first-administrator.created']))
  expect(eventsMatching('*.*')).toEqual(EVENT_NAMES)
  for (const none of ['', '*', 'user', 'user.', '.created', 'us*.created', 'user.nothing', 'user.created.more', 'users.*.x', 'toString.*'])
    expect(eventsMatching(none)).toEqual([])
})

test('what does not fit is refused when strict and left out when lenient', () => {
  const wrong = {
    q: 'words',
    actor: 'nobody',
    target: 'planet:1',
    event: 'user.exploded',
    from: '2026-02-30',
    to: '2026-01-01T00:00:00',
    outcome: 'maybe',
    ip: '10.0.0',
    correlation: '',
    sort: 'ip',
  }
  for (const [name, value] of Object.entries(wrong))
    expect([name, auditList.strict.safeParse({ [name]: value }).success]).toEqual([name, false])
  expect(auditList.lenient(wrong)).toEqual(auditList.strict.parse({}))
  expect(auditList.strict.safeParse({ from: '0000-01-01' }).success).toBe(false)
})

test('what fits comes back from the address bar as it was', () => {
  const given = {
    actor: 'system',
    target: 'user:01890a5d-ac96-774b-bcce-b302099a8057',
    event: 'user.*',
    from: '2026-01-01',
    to: '2026-02-01T10:00:00.5+02:00',
    outcome: 'refused',
    ip: '2001:db8::1',
    correlation: 'c',
    direction: 'asc',
  }
  const params = auditList.strict.parse(given)
  expect(auditList.lenient(Object.fromEntries(auditList.toSearch(params)))).toEqual(params)
  for (const written of ['2001:DB8::1', '2001:0db8:0:0:0:0:0:1', '2001:db8::1'])
    expect(auditList.strict.parse({ ip: written }).ip).toBe('2001:db8::1')
  expect(auditList.strict.parse({ ip: '::ffff:192.0.2.1' }).ip).toBe('192.0.2.1')
  for (const type of TARGET_TYPES) expect(auditList.strict.safeParse({ target: type }).success).toBe(true)
})

test('days are included to their end, instants to their millisecond', () => {
  const period = (from?: string, to?: string) => Object.values(periodOf({ from, to })).map((moment) => moment?.toISOString() ?? null)
  expect(period()).toEqual([null, null])
  expect(period('2026-01-01', '2026-01-31')).toEqual(['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'])
  expect(period('2026-01-01T01:00:00+01:00', '2026-01-01T12:00:00Z')).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T12:00:00.001Z'])
  for (const last of ['9999-12-31', '9999-12-31T23:59:59.999Z']) expect(period(undefined, last)).toEqual([null, null])
})

test('all pages of a query, in whatever order and size, are the same query', () => {
  const asked = { actor: 'system', event: 'user.*' } as const
  const pages = [{}, { after: 'x' }, { before: 'x' }, { last: true }, { direction: 'asc' as const }, { perPage: 100 as const }]
  expect(new Set(pages.map((page) => queryOf({ ...asked, ...page })))).toEqual(new Set(['actor=system&event=user.*']))
  expect(queryOf({})).toBe('')
})

import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemActor, type Actor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { forget } from '../core/lazily.ts'
import { deactivateUser } from '../users/mutations-lifecycle.ts'
import { updateUser } from '../users/mutations.ts'
import { actorFor, asAdministrator, asStranger, emptyTables, group, join, pastEvents, person, tamper } from '../testing/world.ts'
import type { AuditEntryView } from './events.ts'
import { getAuditEvent, getAuditState, listAuditEvents, listUserActivity } from './queries.ts'
import { sealAuditLog } from './mutations.ts'

const system = systemActor('reader')
const ids = ({ entries }: { entries: AuditEntryView[] }) => entries.map(({ id }) => id)
const readings = async (actor: Actor) =>
  (
    await db.auditEvent.findMany({
      where: { event: 'audit.read', ...(actor.id ? { actorId: actor.id } : { actorLabel: actor.label }) },
      select: { detail: true },
      orderBy: { at: 'asc' },
    })
  ).map(({ detail }) => (detail as { query: string }).query)
/** An auditor of one group. */
async function auditorOf(groupId: string): Promise<Actor> {
  const actor = await asStranger()
  return { ...actor, grants: new Map([...actor.grants, ['audit:read', [groupId]]]) }
}

type Fields = Partial<
  Record<'event' | 'actor_kind' | 'actor_id' | 'target_type' | 'target_id' | 'outcome' | 'ip' | 'correlation_id', string>
>
/** A row, `seconds` ago. */
async function row(seconds: number, fields: Fields = {}): Promise<string> {
  const all = {
    id: newId(),
    event: 'user.updated',
    actor_kind: 'user',
    actor_label: 'A',
    target_type: 'user',
    target_label: 'T',
    ...fields,
  }
  const names = Object.keys(all)
  await pool.query(
    `insert into audit_events (at, ${names.join(', ')}) values (now() - make_interval(secs => $1), ${names.map((_, n) => `$${n + 2}`).join(', ')})`,
    [seconds, ...Object.values(all)],
  )
  return all.id
}

beforeEach(emptyTables)
afterAll(closeDatabase)

describe('the filters', () => {
  const [actor, other] = [newId(), newId()]
  const make = async () => ({
    created: await row(60, { event: 'user.created', actor_id: actor, target_id: other, correlation_id: 'c' }),
    updated: await row(50, { actor_id: actor, target_id: actor, ip: '192.0.2.7', correlation_id: 'c' }),
    refused: await row(40, { event: 'operation.refused', actor_id: other, target_type: 'operation', outcome: 'refused', ip: '192.0.2.7' }),
    saved: await row(30, { event: 'saved-view.created', actor_id: other, target_type: 'saved-view', target_id: 'v' }),
    system: await row(20, { event: 'catalogue.synchronized', actor_kind: 'system', target_type: 'installation' }),
    old: await row(3 * 86_400, { event: 'user.purged', actor_kind: 'system', target_id: other }),
  })
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  type Name = keyof Awaited<ReturnType<typeof make>>
  const cases: [object, Name[]][] = [
    [{}, ['system', 'saved', 'refused', 'updated', 'created', 'old']],
    [{ direction: 'asc' }, ['old', 'created', 'updated', 'refused', 'saved', 'system']],
    [{ actor }, ['updated', 'created']],
    [{ actor: 'system' }, ['system', 'old']],
    [{ actor: 'job' }, []],
    [{ target: `user:${other}` }, ['created', 'old']],
    [{ target: 'saved-view:v' }, ['saved']],
    [{ target: 'user' }, ['updated', 'created', 'old']],
    [{ target: 'operation' }, ['refused']],
    [{ event: 'user.updated' }, ['updated']],
    [{ event: 'user.*' }, ['updated', 'created', 'old']],
    [{ event: '*.created' }, ['saved', 'created']],
    [{ event: '*.created', direction: 'asc' }, ['created', 'saved']],
    [{ event: '*.created', actor }, ['created']],
    [{ event: 'user.*', to: day(2) }, ['old']],
    [{ outcome: 'refused' }, ['refused']],
    [{ outcome: 'done', actor: other }, ['saved']],
    [{ ip: '192.0.2.7' }, ['refused', 'updated']],
    [{ ip: '192.0.2.7', outcome: 'refused', event: 'operation.*' }, ['refused']],
    [{ correlation: 'c' }, ['updated', 'created']],
    [{ from: day(3), to: day(3) }, ['old']],
    [{ event: 'user.updated', outcome: 'refused' }, []],
  ]
  test.each(cases)('%j', async (filters, expected) => {
    const rows = await make()
    const found = await listAuditEvents(system, filters)
    expect(ids(found)).toEqual(expected.map((name) => rows[name]))
    expect(found).toMatchObject({ count: expected.length, more: false, previous: null, next: null })
  })
  test('a period of seconds', async () => {
    const { saved, refused } = await make()
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
    expect(ids(await listAuditEvents(system, { from: ago(45), to: ago(25) }))).toEqual([saved, refused])
  })
  test('what is not known is refused with its field', async () => {
    await expect(listAuditEvents(system, { event: 'user.exploded', q: 'x' })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { event: [expect.stringMatching(/no such event/)], q: expect.anything() } },
    })
  })
})

test('pages go forth and back without a gap, also by a wildcard and through the last page', async () => {
  await pastEvents(60)
  for (const query of [{}, { event: 'user.*' }, { target: 'user' }, { event: 'user.updated', direction: 'asc' }]) {
    const first = await listAuditEvents(system, { ...query, event: 'user.*' })
    const second = await listAuditEvents(system, { ...query, event: 'user.*', after: first.next })
    const third = await listAuditEvents(system, { ...query, event: 'user.*', after: second.next })
    expect([first, second, third].map(({ entries }) => entries.length)).toEqual([25, 25, 10])
    expect(new Set([first, second, third].flatMap(ids)).size).toBe(60)
    expect([first.previous, third.next]).toEqual([null, null])
    expect(ids(await listAuditEvents(system, { ...query, event: 'user.*', before: third.previous }))).toEqual(ids(second))
    expect(ids(await listAuditEvents(system, { ...query, event: 'user.*', last: true })).slice(-10)).toEqual(ids(third))
    expect([first.count, first.more]).toEqual([60, false])
  }
})

test('a count is exact to 10,000, and gives up where few of many rows belong', async () => {
  await pastEvents(20_500)
  expect(await listAuditEvents(system, { event: 'user.updated' })).toMatchObject({ count: 10_000, more: true })
  await tamper(`update audit_events set ip = '192.0.2.9' where target_id::int <= 30 or target_id::int > 20495`)
  const found = await listAuditEvents(system, { event: 'user.updated', target: 'user' })
  expect(found).toMatchObject({ count: 10_000, more: true })
  // Fewer than a page: the page itself knows that there are no more.
  await tamper(`update audit_events set outcome = 'refused' where target_id::int <= 3`)
  expect(await listAuditEvents(system, { event: 'user.updated', outcome: 'refused' })).toMatchObject({ count: 3, more: false })
  await tamper(`update audit_events set actor_kind = 'job' where target_id::int <= 40`)
  const far = await listAuditEvents(system, { actor: 'system', outcome: 'refused' })
  expect(far).toMatchObject({ count: 0, more: false })
})

test('a list takes three statements: the page, its count and the record of reading', async () => {
  await pastEvents(3)
  const admin = await asAdministrator()
  const statements: string[] = []
  const client = await pool.connect()
  const spy = vi.spyOn(Object.getPrototypeOf(client) as { query: (...parts: unknown[]) => unknown }, 'query')
  client.release()
  spy.mockClear()
  await listAuditEvents(admin, { event: 'user.*', actor: 'system' })
  for (const [first] of spy.mock.calls) statements.push(typeof first === 'string' ? first : (first as { text: string }).text)
  spy.mockRestore()
  expect(statements.map((text) => text.trim().split(' ')[0]).sort()).toEqual(['insert', 'select', 'select'])
})

test('an entry has its words and all that it carries', async () => {
  const admin = await asAdministrator()
  const user = await person({ firstName: 'Bo', lastName: 'Ek' })
  await updateUser(admin, { userId: user.id, version: 1, organisation: 'New' })
  const { entries } = await listAuditEvents(admin, { event: 'user.updated' })
  expect(entries[0]).toEqual({
    id: expect.any(String),
    at: expect.any(Date),
    event: 'user.updated',
    sentence: 'edited the profile of',
    actorKind: 'user',
    actorId: admin.id,
    actorLabel: admin.label,
    actorNow: admin.label.replace(/ \(.*/, ''),
    targetType: 'user',
    targetId: user.id,
    targetLabel: `Bo Ek (${user.username})`,
    targetNow: 'Bo Ek',
    changes: { organisation: { before: '', after: 'New' } },
    detail: { version: 2 },
    outcome: 'done',
    reason: '',
    ip: '192.0.2.1',
    userAgent: 'test',
    requestId: admin.request.id,
    correlationId: admin.request.id,
  })
  expect(await getAuditEvent(admin, { eventId: entries[0]!.id })).toEqual(entries[0])
  await expect(getAuditEvent(admin, { eventId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

describe('reach', () => {
  test('within groups one reads what was done to users there, and nothing else', async () => {
    const parent = await group()
    const child = await group(parent)
    const [inside, below, outside] = [await person(), await person(), await person()]
    await join(parent, inside.id)
    await join(child, below.id)
    await row(5, { target_id: inside.id, actor_id: outside.id })
    await row(5, { target_id: outside.id, actor_id: inside.id })
    await row(5, { event: 'setting.changed', target_type: 'setting', target_id: inside.id })
    const auditor = await auditorOf(parent)
    for (const filters of [{}, { event: 'user.*' }, { outcome: 'done' }, { from: '2026-01-01' }]) {
      const found = await listAuditEvents(auditor, filters)
      expect(new Set(found.entries.map(({ targetId }) => targetId))).toEqual(new Set([inside.id, below.id]))
      expect([found.count, found.more]).toEqual([3, false])
    }
    expect(ids(await listAuditEvents(auditor, { target: `user:${outside.id}` }))).toEqual([])
    const all = (await listAuditEvents(system, { perPage: 100 })).entries
    for (const { id, targetType, targetId } of all) {
      const mine = targetType === 'user' && [inside.id, below.id].includes(targetId ?? '')
      const asked = getAuditEvent(auditor, { eventId: id })
      if (mine) expect((await asked).id).toBe(id)
      else await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(ids(await listUserActivity(auditor, { userId: inside.id }))).toHaveLength(2)
    await expect(listUserActivity(auditor, { userId: outside.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('an empty group shows nothing', async () => {
    await person()
    expect(await listAuditEvents(await auditorOf(await group()), {})).toMatchObject({ entries: [], count: 0, more: false })
  })
})

describe('reading', () => {
  test('is recorded once per actor and query within ten minutes, whichever page of it', async () => {
    await pastEvents(30)
    const [one, other] = [await asAdministrator(), await asAdministrator()]
    const first = await listAuditEvents(one, { event: 'user.*' })
    await listAuditEvents(one, { event: 'user.*', after: first.next })
    await listAuditEvents(one, { event: 'user.*', direction: 'asc', perPage: 50 })
    await listAuditEvents(one, {})
    await listAuditEvents(other, {})
    expect([await readings(one), await readings(other)]).toEqual([['event=user.*', ''], ['']])
    // Another process knows of it from the log.
    forget('audit rows written once')
    await listAuditEvents(one, {})
    expect(await readings(one)).toHaveLength(2)
    await tamper(`update audit_events set at = at - interval '10 minutes' where event = 'audit.read'`)
    await listAuditEvents(one, {})
    expect(await readings(one)).toEqual(['event=user.*', '', ''])
  })
  test('of one event and of an activity is recorded by name, and of what is not there it is not', async () => {
    const admin = await asAdministrator()
    const [{ id } = { id: '' }] = await pastEvents(1)
    await getAuditEvent(admin, { eventId: id })
    await listUserActivity(admin, { userId: admin.id })
    await listUserActivity(admin, { userId: admin.id, perPage: 5 })
    await getAuditEvent(admin, { eventId: newId() }).catch(() => undefined)
    expect(await readings(admin)).toEqual([`entry=${id}`, `activity=${admin.id}`])
  })
  test('of the records of reading does not multiply them', async () => {
    const admin = await asAdministrator()
    for (let n = 0; n < 5; n++) await listAuditEvents(admin, { event: 'audit.read', actor: admin.id })
    expect(await readings(admin)).toHaveLength(1)
    expect((await listAuditEvents(admin, { event: 'audit.read', actor: admin.id })).entries).toHaveLength(1)
  })
  test('that cannot be recorded is refused', async () => {
    const admin = await asAdministrator()
    await pool.query(`create function no_reading() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
      create trigger no_reading before insert on audit_events for each row when (new.event = 'audit.read') execute function no_reading()`)
    try {
      await expect(listAuditEvents(admin, {})).rejects.toThrow(/disk full/)
      await expect(listUserActivity(admin, { userId: admin.id })).rejects.toThrow(/disk full/)
    } finally {
      await pool.query('drop trigger no_reading on audit_events; drop function no_reading')
    }
  })
})

test('the state tells how far the log is sealed and how long it is kept', async () => {
  const admin = await asAdministrator()
  expect(await getAuditState(admin, {})).toEqual({ retentionMonths: 0, seal: null })
  const rows = await pastEvents(3)
  await sealAuditLog(systemActor('test'), {})
  expect(await getAuditState(admin, {})).toEqual({ retentionMonths: 0, seal: { number: 1, at: rows[2]!.at } })
})

test('activity shows what was done to a user and by them, once each, with the same fields as the list', async () => {
  const admin = await asAdministrator()
  const user = await actorFor((await person({ password: true })).id)
  await deactivateUser(admin, { userId: user.id, reason: 'Left' }).catch(() => undefined)
  const { entries } = await listUserActivity(admin, { userId: user.id! })
  expect(entries.map(({ event }) => event)).toContain('user.created')
  const listed = (await listAuditEvents(admin, { target: `user:${user.id}` })).entries
  expect(entries).toEqual(listed)
})

import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { systemActor } from '../core/actor.ts'
import { closeDatabase, pool } from '../core/db.ts'
import { emptyTables, pastEvents, tamper } from '../testing/world.ts'
import { brokenWords, verification, verifyAudit } from '../../scripts/admin/verify-audit.ts'
import { firstDifference } from './difference.ts'
import { sealAuditLog } from './mutations.ts'
import { verifyAuditLog } from './queries-verify.ts'

const SEGMENT = 10_000
const seal = async () => (await sealAuditLog(systemActor('test'), {})).newest!
const verify = (after = 0, expected = '') => verification(after, expected, () => {})
const broken = async () => (await verify()).broken

/** Three seals: of 2 rows, of 3 and of 2, a minute apart. */
async function sealedLog() {
  const rows = []
  const seals = []
  for (const [count, minutes] of [
    [2, 30],
    [3, 29],
    [2, 28],
  ] as const) {
    rows.push(...(await pastEvents(count, new Date(Date.now() - minutes * 60_000))))
    seals.push(await seal())
  }
  return { rows, seals }
}
const change = (set: string, id: string) => tamper(`update audit_events set ${set} where id = $1`, [id])
const remove = (...ids: string[]) => tamper('delete from audit_events where id = any($1::uuid[])', [ids])

beforeEach(emptyTables)
afterAll(closeDatabase)

test('an untouched log is whole, also an empty one, and rows that are not sealed yet are counted', async () => {
  expect(await verify()).toMatchObject({ rows: 0, seals: 0, last: null, unsealed: 0, broken: null })
  const { seals } = await sealedLog()
  await pastEvents(4, new Date())
  expect(await verify()).toMatchObject({ rows: 7, seals: 3, last: seals[2], unsealed: 4, broken: null })
  expect(await verify(2)).toMatchObject({ rows: 2, seals: 1, last: seals[2], broken: null })
})

test.each([
  `actor_label = 'Somebody else'`,
  'actor_id = gen_random_uuid()',
  `on_behalf_of_label = ''`,
  `target_id = '4 '`,
  `detail = '{"version": 3}'`,
  `changes = '{"bio": {"after": "y", "before": ""}}'`,
  `outcome = 'refused'`,
  `reason = ' '`,
  `ip = '192.0.2.7'`,
  `user_agent = ''`,
  `correlation_id = 'x'`,
  `event = 'user.created'`,
  `at = at + interval '1 microsecond'`,
])('a row with another %s is named as changed', async (set) => {
  const { rows } = await sealedLog()
  await change(set, rows[3]!.id)
  await change(set, rows[6]!.id)
  expect(await broken()).toMatchObject({
    how: 'changed',
    seal: 2,
    row: { id: rows[3]!.id, sentence: expect.stringMatching(/^(test|Somebody else)/) },
  })
})

test('a changed id is a changed row', async () => {
  const { rows } = await sealedLog()
  await change(`id = '01890a5d-ac96-774b-bcce-b302099a8057'`, rows[4]!.id)
  expect(await broken()).toMatchObject({ how: 'changed', seal: 2, row: { id: '01890a5d-ac96-774b-bcce-b302099a8057' } })
})

test.each([
  ['the first of the log', 0, 1, null],
  ['one in the middle of a stretch', 3, 2, 2],
  ['the first of a stretch', 2, 2, 1],
  ['the last of a stretch', 4, 2, 3],
  ['the last that is sealed', 6, 3, 5],
])('a missing row, %s, is named by the one before', async (_, index, number, before) => {
  const { rows } = await sealedLog()
  await remove(rows[index]!.id)
  expect(await broken()).toMatchObject({ how: 'missing', seal: number, after: before === null ? null : { id: rows[before]!.id } })
})

test('a stretch without any row is missing after the row before it', async () => {
  const { rows } = await sealedLog()
  await remove(...rows.slice(2, 5).map(({ id }) => id))
  expect(await broken()).toMatchObject({ how: 'missing', seal: 2, after: { id: rows[1]!.id } })
})

test('a row with an old time is named as inserted, between others, before the first and at the very end of a stretch', async () => {
  const { rows } = await sealedLog()
  const insert = async (at: Date) => (await pastEvents(1, at))[0]!.id
  const between = await insert(new Date(rows[3]!.at.getTime() + 500))
  expect(await broken()).toMatchObject({ how: 'inserted', seal: 2, row: { id: between } })
  await remove(between)
  const first = await insert(new Date('2026-01-01T00:00:00Z'))
  expect(await broken()).toMatchObject({ how: 'inserted', seal: 1, row: { id: first } })
  await remove(first)
  const last = await insert(new Date(rows[1]!.at.getTime() + 500))
  expect(await broken()).toMatchObject({ how: 'inserted', seal: 2, row: { id: last } })
})

test('two rows that changed places are found', async () => {
  const { rows } = await sealedLog()
  await tamper('update audit_events set at = case id when $1 then $4::timestamptz else $3::timestamptz end where id in ($1, $2)', [
    rows[2]!.id,
    rows[4]!.id,
    rows[2]!.at,
    rows[4]!.at,
  ])
  expect(await broken()).toMatchObject({ how: 'changed', seal: 2, row: { id: rows[4]!.id } })
})

test('a row is found among ten thousand others', async () => {
  const rows = await pastEvents(SEGMENT + 5)
  await seal()
  await remove(rows[7_777]!.id)
  expect(await broken()).toMatchObject({ how: 'missing', seal: 1, after: { id: rows[7_776]!.id } })
})

test.each([
  'rows = rows + 1',
  `content = sha256('x')`,
  `previous = sha256('x')`,
  `seal = sha256('x')`,
  `row_marks = row_marks || '\\x0000000000000000'`,
  `to_at = to_at - interval '1 second'`,
  `from_id = gen_random_uuid()`,
  `sealed_at = sealed_at + interval '1 second'`,
])('a seal with another %s breaks the chain there', async (set) => {
  await sealedLog()
  await tamper(`update audit_seals set ${set} where number = 2`)
  expect(await broken()).toEqual({ how: 'seal-changed', seal: 2 })
})

test('a seal that was made anew to fit a changed row breaks the chain at the next one', async () => {
  const { rows } = await sealedLog()
  await remove(rows[4]!.id)
  await tamper('create temporary table later as select * from audit_seals where number = 3; delete from audit_seals where number > 1')
  await seal()
  await tamper(
    'insert into audit_seals select number + 1, from_at, from_id, to_at, to_id, rows, row_marks, content, previous, seal, sealed_at from audit_seals where number = 2',
  )
  expect(await broken()).toEqual({ how: 'seal-changed', seal: 3 })
})

test('a missing seal breaks the chain there', async () => {
  await sealedLog()
  await tamper('delete from audit_seals where number = 2')
  expect(await broken()).toEqual({ how: 'seal-missing', seal: 2 })
  await tamper('delete from audit_seals where number = 1')
  expect(await broken()).toEqual({ how: 'seal-missing', seal: 1 })
})

test('the first broken row comes before a broken seal after it, and a broken seal before a row after it', async () => {
  const { rows } = await sealedLog()
  await tamper('update audit_seals set rows = 9 where number = 3')
  await change(`reason = 'x'`, rows[0]!.id)
  expect(await broken()).toMatchObject({ how: 'changed', seal: 1 })
})

test('a cut end is only seen by a seal that was noted before', async () => {
  const { rows, seals } = await sealedLog()
  await tamper('delete from audit_seals where number = 3')
  expect(await verify()).toMatchObject({ broken: null, seals: 2, unsealed: 2 })
  expect(await verify(0, seals[2]!.seal)).toMatchObject({ broken: null, expected: false })
  await remove(rows[5]!.id, rows[6]!.id)
  expect(await verify(0, seals[2]!.seal)).toMatchObject({ broken: null, seals: 2, unsealed: 0, expected: false })
  expect(await verify(0, seals[1]!.seal)).toMatchObject({ broken: null, expected: true })
})

test('verifying goes on from a given seal, and says when there is none', async () => {
  const { rows } = await sealedLog()
  await change(`reason = 'x'`, rows[0]!.id)
  expect(await verify(1)).toMatchObject({ broken: null, seals: 2 })
  await expect(verifyAuditLog(systemActor('test'), { after: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the command says what it found and ends with 0 or 1', async () => {
  const said: string[] = []
  const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) =>
    spy.mockImplementation((line: string) => void said.push(line)),
  )
  const { rows, seals } = await sealedLog()
  expect(await verifyAudit('', '')).toBe(0)
  expect(said.join('\n')).toContain(
    `7 rows in 3 seals, newest seal 3 ${seals[2]!.seal} up to ${rows[6]!.at.toISOString()}, 0 rows not sealed yet.`,
  )
  expect(await verifyAudit('2', seals[2]!.seal.toUpperCase())).toBe(0)
  expect(await verifyAudit('', 'ab'.repeat(32))).toBe(1)
  expect(said.join('\n')).toContain('the end was cut off, or the chain was made anew')
  await remove(rows[3]!.id)
  expect(await verifyAudit('', '')).toBe(1)
  expect(said.join('\n')).toContain(
    `A row is missing (seal 2). It came right after\n  ${rows[2]!.id} of ${rows[2]!.at.toISOString()}: test (system) edited the profile of Nr. 1`,
  )
  await expect(verifyAudit('x', '')).rejects.toThrow(/--from-seal/)
  await expect(verifyAudit('', 'x')).rejects.toThrow(/--expect/)
  for (const spy of spies) spy.mockRestore()
})

test('every way to be broken has its words', () => {
  const row = { id: 'i', at: new Date(0), sentence: 's' }
  const all = [
    { how: 'changed', seal: 1, row },
    { how: 'inserted', seal: 1, row },
    { how: 'missing', seal: 1, after: row },
    { how: 'missing', seal: 1, after: null },
    { how: 'month-gone', seal: 1, month: '2026-03' },
    { how: 'seal-changed', seal: 1 },
    { how: 'seal-missing', seal: 1 },
    { how: 'stretch-changed', seal: 1 },
  ] as const
  expect(new Set(all.map(brokenWords)).size).toBe(all.length)
  for (const words of all.map(brokenWords)) expect(words).toMatch(/seal 1/)
})

test.each([
  ['abc', 'abc', null],
  ['', '', null],
  ['abc', 'axc', { how: 'changed', at: 1 }],
  ['abc', 'ac', { how: 'missing', at: 1 }],
  ['abc', 'ab', { how: 'missing', at: 2 }],
  ['abc', 'bc', { how: 'missing', at: 0 }],
  ['abc', '', { how: 'missing', at: 0 }],
  ['abc', 'abxc', { how: 'inserted', at: 2 }],
  ['abc', 'abcx', { how: 'inserted', at: 3 }],
  ['abc', 'xabc', { how: 'inserted', at: 0 }],
  ['abcd', 'axyd', { how: 'changed', at: 1 }],
  ['abc', 'bac', { how: 'changed', at: 0 }],
])('%s that became %s', (sealed, found, difference) => {
  expect(firstDifference([...sealed], [...found])).toEqual(difference)
})

test('what is verified is what everybody reads: a month taken out of the log is missing', async () => {
  await pool.query(`select add_audit_partition('2025-03-01')`)
  await pastEvents(3, '2025-03-10T00:00:00Z')
  await pastEvents(2)
  await seal()
  await pool.query('drop table audit_events_2025_03')
  expect(await broken()).toEqual({ how: 'month-gone', seal: 1, month: '2025-03' })
})

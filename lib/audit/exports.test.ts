import { afterAll, beforeEach, expect, test } from 'vitest'
import { closeDatabase, db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asStranger,
  asUserWith,
  emptyTables,
  group,
  join,
  makeRole,
  pastEvents,
  person,
  system,
} from '../testing/world.ts'
import { exportAuditEvents } from './exports.ts'

type Line = Record<string, unknown>
async function lines(exported: Awaited<ReturnType<typeof exportAuditEvents>>): Promise<Line[]> {
  const all: Line[] = []
  for await (const batch of exported.batches) all.push(...batch)
  return all
}
const targets = (all: Line[]) => all.map(({ targetId }) => targetId)

beforeEach(emptyTables)
afterAll(closeDatabase)

test('everything that fits comes in the order of the list, over batches without a gap, with words and moments in full', async () => {
  const admin = await asAdministrator()
  await pastEvents(4_500)
  const newest = await exportAuditEvents(admin, { event: 'user.updated' })
  expect(newest.columns.map(({ header }) => header).slice(0, 4)).toEqual(['at', 'sentence', 'event', 'outcome'])
  expect(newest.fileName).toMatch(/^audit-events-\d{4}-\d\d-\d\d$/)
  const all = await lines(newest)
  const numbers = Array.from({ length: 4_500 }, (_, n) => String(n + 1))
  expect(targets(all)).toEqual(numbers.toReversed())
  expect(all[0]).toMatchObject({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    sentence: 'test (system) edited the profile of Nr. 4500',
  })
  expect(
    targets(
      await lines(await exportAuditEvents(admin, { event: 'user.*', actor: 'system', target: 'user', direction: 'asc', format: 'ndjson' })),
    ).slice(-4_500),
  ).toEqual(expect.arrayContaining(numbers.slice(-3)))
})

test('that it was exported is in the log before the first row, with what was asked for', async () => {
  const admin = await asAdministrator()
  const exported = await exportAuditEvents(admin, { event: 'user.*', outcome: 'done', format: 'ndjson' })
  const [row] = await db.auditEvent.findMany({ where: { event: 'audit.exported' } })
  expect(row).toMatchObject({
    actorId: admin.id,
    targetType: 'audit-log',
    detail: {
      format: 'ndjson',
      scope: 'filtered',
      query: 'event=user.*&outcome=done',
      columns: expect.arrayContaining(['sentence', 'ip']),
    },
  })
  const inFile = await lines(exported)
  expect(inFile.length).toBeGreaterThan(0)
  expect(inFile.some(({ event }) => event === 'audit.exported')).toBe(false)
  await lines(await exportAuditEvents(admin, {}))
  expect(
    await db.auditEvent.findMany({ where: { event: 'audit.exported' }, orderBy: { at: 'asc' }, select: { detail: true } }),
  ).toMatchObject([{}, { detail: { scope: 'all', query: '' } }])
})

test('whoever may only read is refused, and within groups one exports what was done to users there', async () => {
  const reader = await asStranger()
  await grantRole(system, { userId: reader.id, roleId: await makeRole('audit:read') })
  await expect(exportAuditEvents(await actorFor(reader.id), {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const ofAuditor = await exportAuditEvents(await asUserWith('Auditor'), {})
  expect((await lines(ofAuditor)).length).toBeGreaterThan(0)
  const own = await group()
  const [inside, outside] = [await person(), await person()]
  await join(own, inside.id)
  const stranger = await asStranger()
  const some = {
    ...stranger,
    grants: new Map([
      ['audit:export', [own]],
      ['audit:read', [own]],
    ]),
  }
  expect(new Set(targets(await lines(await exportAuditEvents(some, {}))))).toEqual(new Set([inside.id]))
  expect(await lines(await exportAuditEvents(some, { target: `user:${outside.id}` }))).toEqual([])
  const blind = { ...stranger, grants: new Map([['audit:export', 'everywhere' as const]]) }
  expect(await lines(await exportAuditEvents(blind, {}))).toEqual([])
})

// What the tests of bulk runs share.
import { expect } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { fingerprint } from './world.ts'
import type { BulkAnswer } from '../bulk-runs/define.ts'
import { hasWords } from '../bulk-runs/rules.ts'

type Bulk = (actor: Actor, input: unknown) => Promise<BulkAnswer>
type Fields = { status?: 'ACTIVE' | 'DEACTIVATED' | 'DELETED' | 'ANONYMIZED'; password?: boolean; organisation?: string }
let counter = 0

/** Makes users without ceremony, with one statement, and gives their ids in order. */
export async function crowd(count: number, { status = 'ACTIVE', password = false, organisation = '' }: Fields = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, newId).sort()
  const word = `crowd${++counter}x`
  await pool.query(
    `insert into users (id, username, email, first_name, last_name, organisation, status, status_before_delete, password_hash)
     select id, $2 || n, $2 || n || '@example.org', 'Pat', $2 || ' ' || n, $5, $3::"UserStatus", case when $3 = 'DELETED' then 'ACTIVE'::"UserStatus" end, $4
     from unnest($1::uuid[]) with ordinality as made (id, n)`,
    [ids, word, status, password ? 'unusable' : null, organisation],
  )
  return ids
}

/** What became of each user of a run, by user id: "CHANGED", or the reason. */
export async function outcomes(runId: string): Promise<Record<string, string>> {
  const items = await db.bulkRunItem.findMany({ where: { runId }, select: { userId: true, result: true, reason: true } })
  return Object.fromEntries(items.map(({ userId, result, reason }) => [userId, reason || result]))
}

/** How often each reason came, for users who were skipped. */
async function skippedIn(runId: string) {
  const counted = await db.bulkRunItem.groupBy({ by: ['reason'], where: { runId, result: 'SKIPPED' }, _count: true })
  return Object.fromEntries(counted.map(({ reason, _count }) => [reason, _count]))
}

/** The counts of a run agree with its items, and every item was decided. */
export async function addsUp(runId: string) {
  const run = await db.bulkRun.findUniqueOrThrow({ where: { id: runId } })
  const counted = await db.bulkRunItem.groupBy({ by: ['result'], where: { runId }, _count: true })
  const of = (result: string) => counted.find((each) => each.result === result)?._count ?? 0
  expect({ changed: of('CHANGED'), unchanged: of('UNCHANGED'), skipped: of('SKIPPED'), pending: of('PENDING') }).toEqual({
    changed: run.changed,
    unchanged: run.unchanged,
    skipped: run.skipped,
    pending: 0,
  })
  expect(run.changed + run.unchanged + run.skipped).toBe(run.total)
  return run
}

/**
 * Previews and then runs the same, and proves that both agree: nothing is written by the preview, and the run counts what it said. Gives
 * what became of each user, and the run.
 */
export async function bothWays(bulk: Bulk, actor: Actor, input: Record<string, unknown>) {
  const before = await fingerprint()
  const preview = await bulk(actor, { ...input, preview: true })
  expect(await fingerprint()).toBe(before)
  if (!preview.preview) throw new Error('A preview answered with a run.')
  const run = await bulk(actor, { ...input, expected: preview.total })
  if (run.preview) throw new Error('A run answered with a preview.')
  expect(run.status).toBe('DONE')
  await addsUp(run.runId)
  const reasons = Object.fromEntries(preview.skipped.map(({ reason, count }) => [reason, count]))
  expect(reasons).toEqual(await skippedIn(run.runId))
  expect([preview.total, preview.changed, preview.unchanged]).toEqual([run.total, run.changed, run.unchanged])
  const became = await outcomes(run.runId)
  for (const reason of Object.values(became)) expect(reason === 'CHANGED' || hasWords(reason), reason).toBe(true)
  return { became, run, preview }
}

import { sql as raw } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { outranks } from './rank.ts'

/** Any number, the same in every version: whoever may end somebody's being an administrator waits for the others. */
const ADMINISTRATORS_LOCK = 7_202

const administrators = (tx: Tx) =>
  tx.$queryRaw<{ count: number }[]>`select count(*)::int as count from administrators`.then((rows) => rows[0]?.count ?? 0)

/** Waits in the line of those who could end somebody's being an administrator, until the transaction ends. Lock the users' rows before. */
export const lockAdministrators = (tx: Tx) => tx.$executeRaw`select pg_advisory_xact_lock(${ADMINISTRATORS_LOCK}::bigint)`

/** How many administrators there are beside these users. Means something under `lockAdministrators` only. */
export const countOtherAdministrators = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.$queryRaw<{ count: number }[]>`select count(*)::int as count from administrators where user_id <> all(${[...userIds]}::uuid[])`.then(
    (rows) => rows[0]?.count ?? 0,
  )

/**
 * Runs a change that could leave the installation without an administrator, one such change at a time. Throws RULE LAST_ADMINISTRATOR
 * when there was one before and none after; the caller's transaction is then rolled back.
 */
export async function keepingAnAdministrator<T>(tx: Tx, change: () => Promise<T>): Promise<T> {
  // Many who wait in line are not a fault: the usual two seconds for a lock would refuse the last of them.
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  await lockAdministrators(tx)
  const before = await administrators(tx)
  const result = await change()
  if (before > 0 && (await administrators(tx)) === 0)
    throw new AppError(
      'RULE',
      'There must always be an administrator who can sign in, and this is the last one. Nothing was changed. Make somebody else an administrator first.',
      { reason: 'LAST_ADMINISTRATOR' },
    )
  return result
}

/**
 * Those of `userIds` who may do something that the actor may not (threat 38): nobody edits, resets or deactivates them. Rights within a
 * group are covered by the same right in that group, one above it, or everywhere. The system outranks everybody.
 */
export async function outrankingUsers(tx: Tx, actor: Actor, userIds: readonly string[]): Promise<Set<string>> {
  if (actor.kind === 'system' || userIds.length === 0) return new Set()
  const query = raw<{ id: string }>`select id from users where id = any(${[...userIds]}::uuid[]) and ${outranks(actor)}`.compile(sql)
  return new Set((await runIn(tx, query)).map((row) => row.id))
}

/** Throws RULE OUTRANKED if any of the users may do something that the actor may not. */
export async function insistOnNotOutranked(tx: Tx, actor: Actor, userIds: readonly string[]): Promise<void> {
  if ((await outrankingUsers(tx, actor, userIds)).size > 0)
    throw new AppError('RULE', 'This user may do things that you may not, so you cannot act on their account. Nothing was changed.', {
      reason: 'OUTRANKED',
    })
}

/** Until when the actor holds all of these permissions with this reach; null when without end. What is not held at all is for `heldWithin`. */
export async function heldUntil(tx: Tx, actor: Actor, permissions: readonly string[], reachGroupId: string | null): Promise<Date | null> {
  if (actor.kind !== 'user') return null
  const [row] = await tx.$queryRaw<{ until: Date | null }[]>`
    select nullif(min(until), 'infinity') as until from (
      select max(coalesce(held.valid_until, 'infinity')) as until from effective_permission_paths held
      where held.user_id = ${actor.id}::uuid and held.permission = any(${[...permissions]}::text[])
        and (held.reach_group_id is null or held.reach_group_id in (select ancestor_id from group_tree where group_id = ${reachGroupId}::uuid))
      group by held.permission) each_one`
  return row?.until ?? null
}

/** Where the actor holds `permission`, counting only what covers `reachGroupId` (null: everywhere). */
export async function heldWithin(tx: Tx, actor: Actor, reachGroupId: string | null) {
  if (reachGroupId === null) return (permission: string) => (reachOf(actor, permission) === 'everywhere' ? ('everywhere' as const) : null)
  const above = await tx.groupTree.findMany({ where: { groupId: reachGroupId }, select: { ancestorId: true } })
  const covering = new Set(above.map((row) => row.ancestorId))
  return (permission: string) => {
    const reach = reachOf(actor, permission)
    if (reach === null || reach === 'everywhere') return reach
    const groups = reach.filter((group) => covering.has(group))
    return groups.length ? groups : null
  }
}

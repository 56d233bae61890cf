import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, type Actor } from '../core/actor.ts'
import type { QueryContext } from '../core/operation.ts'
import type { Permission } from '../core/permissions.ts'
import { usersWithin } from '../users/scope.ts'
import { UUID } from './columns.ts'

/** So many users are looked up in the index by target, one by one; of more, enough rows pass by when the log is read in its own order. */
const FEW = 1_000

/** `isEverywhere`: all rows; `isNarrow`: few enough to be found by the index. */
export type Within = { condition: RawBuilder<boolean>; isEverywhere: boolean; isNarrow: boolean }

/**
 * The condition on `audit_events` that leaves what the actor's `permission` reaches: everything, or what was done to the users in the
 * groups that it is limited to. Nothing without the permission. For Kysely's `where`; asks how many users that are, unless it is everywhere.
 */
export async function entriesWithin({ actor, sql }: { actor: Actor; sql: QueryContext['sql'] }, permission: Permission): Promise<Within> {
  if (canEverywhere(actor, permission)) return { condition: raw<boolean>`true`, isEverywhere: true, isNarrow: false }
  const within = usersWithin(actor, permission)
  const { rows } = await raw<{ id: string }>`select users.id::text as id from users where ${within} limit ${FEW + 1}`.execute(sql)
  const ids = rows.map(({ id }) => id)
  const isNarrow = ids.length <= FEW
  // "is true" keeps PostgreSQL from making a join of it, which would read the log from end to end; CASE, as not every target is a uuid.
  const condition = isNarrow
    ? raw<boolean>`(target_type = 'user' and target_id = any (${ids}::text[]))`
    : raw<boolean>`(target_type = 'user' and exists (select from users
        where users.id = case when target_id ~ ${UUID} then target_id::uuid end and ${within}) is true)`
  return { condition, isEverywhere: false, isNarrow }
}

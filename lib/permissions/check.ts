import '#server-only'
import { sql as raw, type Kysely, type RawBuilder } from 'kysely'
import { log } from '../core/log.ts'
import { PERMISSIONS, isEverywhereOnly, type Permission } from '../core/permissions.ts'
import type { DB } from '../../prisma/kysely/types.ts'

type Sql = Kysely<DB>
/** What is asked about. Without `groupId`: everywhere. `seen` is a condition on `users` that the user must meet too. */
export type Question = { userId: string; permissions: readonly string[]; groupId?: string | undefined; seen?: RawBuilder<boolean> }

/** What has no group is never held within one (seed 004: a global permission asked for at a narrower scope is refused). */
const canBeWithin = (name: string) => !(Object.hasOwn(PERMISSIONS, name) && isEverywhereOnly(name as Permission))

/** Those of the permissions that the user holds: one statement, none for an empty list. */
async function heldOf(sql: Sql, { userId, permissions, groupId, seen = raw<boolean>`true` }: Question): Promise<Set<string>> {
  const asked = groupId === undefined ? [...permissions] : permissions.filter(canBeWithin)
  if (asked.length === 0) return new Set()
  const covers =
    groupId === undefined
      ? raw`held.reach_group_id is null`
      : raw`exists (select from group_tree where group_tree.group_id = ${groupId}::uuid
          and (held.reach_group_id is null or group_tree.ancestor_id = held.reach_group_id))`
  const found = await raw<{ permission: string }>`
    select distinct held.permission from users join effective_permission_paths held on held.user_id = users.id
    where users.id = ${userId}::uuid and users.status = 'ACTIVE' and ${seen}
      and held.permission = any(${asked}::text[]) and ${covers}`.execute(sql)
  return new Set(found.rows.map(({ permission }) => permission))
}

/** As `judge` says of what is held; no whenever that cannot be found out. */
async function decide(sql: Sql, question: Question, judge: (held: Set<string>) => boolean): Promise<boolean> {
  try {
    return judge(await heldOf(sql, question))
  } catch (err) {
    log.error({ err, userId: question.userId }, 'Whether a user holds a permission could not be found out, so the answer was no.')
    return false
  }
}

/**
 * Whether an active user holds a permission: everywhere, or with `groupId` within that group, by a grant that holds everywhere or in that
 * group or one above it. What is held within groups only does not answer for everywhere. No for unknown users, groups and permissions, for
 * permissions that have no group when asked with one, and when the database fails (logged).
 */
export const may = (sql: Sql, userId: string, permission: string, groupId?: string) =>
  mayAll(sql, { userId, permissions: [permission], groupId })

/** Whether the user holds at least one of the permissions (seed 004's has_any_permission). No for an empty list, without a query. */
export const mayAny = async (sql: Sql, question: Question) => decide(sql, question, (held) => held.size > 0)

/** Whether the user holds all of the permissions (seed 004's has_permissions). No for an empty list, without a query. */
export const mayAll = async (sql: Sql, question: Question) =>
  question.permissions.length > 0 && decide(sql, question, (held) => question.permissions.every((each) => held.has(each)))

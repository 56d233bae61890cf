// Reading users: the list, the picker, one user, and the questions that forms and programs ask about them.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery, type QueryContext } from '../core/operation.ts'
import { isBroad } from '../custom-fields/conditions.ts'
import { fieldsNow } from '../custom-fields/read.ts'
import { latestNotes, withTimes } from '../notes/columns.ts'
import { outranks } from '../roles/rank.ts'
import { conditionOf, groupMeant, matches, SORTS } from './conditions.ts'
import { usersList } from './list.ts'
import { fieldKeyOf } from './list-columns.ts'
import {
  countUsersInput,
  createdWithinInput,
  emailAvailableInput,
  emailInput,
  searchUsersInput,
  userIdInput,
  userIdsInput,
  usernameAvailableInput,
  usernameInput,
  type UserStatus,
} from './schema.ts'
import { usersWithin } from './scope.ts'
import { SUMMARY, detail, listed, type ListedUser, type UserDetail, type UserSummary } from './columns.ts'

/** Counts stop here: beyond it the list says "10,000+" (DESIGN, Speed). */
const COUNT_LIMIT = 10_000

/** One page of users the actor may see, with cursors to its neighbours, a count that is exact to 10,000, and the extra fields among the columns. Seed 001 list and search. */
export const listUsers = defineQuery({
  name: 'listUsers',
  permission: 'user:read',
  input: usersList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(SORTS[params.sort], params)
    const group = params.group ? raw`(select name from (${groupMeant(actor, params.group)}) as meant)` : raw`null::text`
    const countOf = (many: boolean) => raw`(select count(*)::int from (select from users
      where ${conditionOf(actor, params, { many })} limit ${COUNT_LIMIT + 1}) as counted)`
    const broad = isBroad(params.fields)
    const total = broad ? raw`case when ${broad} then ${countOf(true)} else ${countOf(false)} end` : countOf(false)
    const counting = raw<{ count: number; group: string | null }>`select ${total} as count, ${group} as "group"`.execute(sql)
    // How to find those who hold a role, are in a group or have a value depends on how many there are; everything else is asked for at the same time.
    const many =
      (params.role !== undefined || params.group !== undefined || Object.keys(params.fields).length > 0) &&
      ((await counting).rows[0]?.count ?? 0) > COUNT_LIMIT
    const where = conditionOf(actor, params, { many })
    const shown = new Set(params.columns?.map(fieldKeyOf))
    const fields = fieldsNow().filter(({ key }) => shown.has(key))
    const [found, counted] = await Promise.all([
      raw<ListedUser & { cursor_key: string }>`select ${listed(fields)}, ${cursorKey} as cursor_key from users
        where ${where} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      counting,
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    return {
      users: rows.map(({ cursor_key: _own, ...user }) => user),
      previous,
      next,
      count: Math.min(count, COUNT_LIMIT),
      more: count > COUNT_LIMIT,
      /** What the group of the filter is called; null without one, or when the actor may not see it. */
      group: counted.rows[0]?.group ?? null,
    }
  },
})

/** The few best-known matches for a picker or the command palette: active users first, by name. */
export const searchUsers = defineQuery({
  name: 'searchUsers',
  permission: 'user:read',
  input: searchUsersInput,
  async run({ actor, sql }, { q, limit }) {
    const words = matches(q)
    if (words.length === 0) return []
    const found = await raw<Pick<UserSummary, 'id' | 'username' | 'email' | 'fullName' | 'status'>>`
      select id, username, email, full_name as "fullName", status::text as status
      from (select * from users where ${usersWithin(actor, 'user:read')} and status in ('ACTIVE', 'DEACTIVATED')
        and ${raw.join(words, raw` and `)} limit 200) as matching
      order by status, sort_name, id limit ${limit}`.execute(sql)
    return found.rows
  },
})

/** The user that a condition names, if the actor may see them. Throws NOT_FOUND, the same for missing and out of reach. */
async function oneUser(actor: Actor, sql: QueryContext['sql'], condition: RawBuilder<boolean>): Promise<UserDetail> {
  const found = await raw<UserDetail>`select ${detail()}, ${outranks(actor)} as outranks, ${latestNotes(actor)} as notes from users
    where ${condition} and ${usersWithin(actor, 'user:read')}`.execute(sql)
  if (!found.rows[0]) throw notFound('User')
  return { ...found.rows[0], notes: withTimes(found.rows[0].notes) }
}

/** Everything a user's page shows: extra fields, the newest notes for who may read them, and whether the actor may act on them (`outranks`: they may do what the actor may not). */
export const getUser = defineQuery({
  name: 'getUser',
  permission: 'user:read',
  input: userIdInput,
  async run({ actor, sql }, { userId }) {
    return oneUser(actor, sql, raw`id = ${userId}::uuid`)
  },
})

/** Users by id, in no particular order; ids that are missing or out of reach are left out. No ids, no query. */
export const getUsers = defineQuery({
  name: 'getUsers',
  permission: 'user:read',
  input: userIdsInput,
  async run({ actor, sql }, { userIds }) {
    if (userIds.length === 0) return []
    const found = await raw<UserSummary>`select ${SUMMARY} from users
      where id = any(${userIds}::uuid[]) and ${usersWithin(actor, 'user:read')}`.execute(sql)
    return found.rows
  },
})

/** The user with this username, in any case. NOT_FOUND otherwise. */
export const getUserByUsername = defineQuery({
  name: 'getUserByUsername',
  permission: 'user:read',
  input: usernameInput,
  async run({ actor, sql }, { username }) {
    return oneUser(actor, sql, raw`lower(username) = lower(${username})`)
  },
})

/** The user with this e-mail address, in any case. NOT_FOUND otherwise. */
export const getUserByEmail = defineQuery({
  name: 'getUserByEmail',
  permission: 'user:read',
  input: emailInput,
  async run({ actor, sql }, { email }) {
    return oneUser(actor, sql, raw`lower(email) = lower(${email.normalize('NFKC')})`)
  },
})

/** Whether there is such a user that the actor may see, in whatever status. */
export const userExists = defineQuery({
  name: 'userExists',
  permission: 'user:read',
  input: userIdInput,
  async run({ actor, sql }, { userId }) {
    const found = await raw`select from users where id = ${userId}::uuid and ${usersWithin(actor, 'user:read')}`.execute(sql)
    return found.rows.length > 0
  },
})

/** Whether a username is free for a new user, or for `exceptUserId`, who may have had it before. Names of removed users are never free. */
export const usernameAvailable = defineQuery({
  name: 'usernameAvailable',
  permission: 'user:read',
  input: usernameAvailableInput,
  async run({ sql }, { username, exceptUserId = null }) {
    const taken =
      await raw`select from usernames where key = lower(${username}) and user_id is distinct from ${exceptUserId}::uuid`.execute(sql)
    return taken.rows.length === 0
  },
})

/** Whether an e-mail address is free, or belongs to `exceptUserId`. Users in the trash keep theirs. */
export const emailAvailable = defineQuery({
  name: 'emailAvailable',
  permission: 'user:read',
  input: emailAvailableInput,
  async run({ sql }, { email, exceptUserId = null }) {
    const taken = await raw`select from users where lower(email) = lower(${email}) and id is distinct from ${exceptUserId}::uuid`.execute(
      sql,
    )
    return taken.rows.length === 0
  },
})

/** How many users the actor may see in each status; exact, so not for every page view. */
export const countUsersByStatus = defineQuery({
  name: 'countUsersByStatus',
  permission: 'user:read',
  input: countUsersInput,
  async run({ actor, sql }) {
    const counted = await raw<{ status: UserStatus; count: number }>`select status::text as status, count(*)::int as count from users
      where ${usersWithin(actor, 'user:read')} group by status`.execute(sql)
    const counts: Record<UserStatus, number> = { ACTIVE: 0, DEACTIVATED: 0, DELETED: 0, ANONYMIZED: 0 }
    for (const { status, count } of counted.rows) counts[status] = count
    return counts
  },
})

/** Users created between two instants, both included, oldest first (seed 001); at most `limit`. */
export const listUsersCreatedWithin = defineQuery({
  name: 'listUsersCreatedWithin',
  permission: 'user:read',
  input: createdWithinInput,
  async run({ actor, sql }, { from, to, limit }) {
    const found = await raw<UserSummary>`select ${SUMMARY} from users
      where created_at between ${from} and ${to} and ${usersWithin(actor, 'user:read')} order by created_at, id limit ${limit}`.execute(sql)
    return found.rows
  },
})

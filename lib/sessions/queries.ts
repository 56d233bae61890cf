import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { historyOf } from './history.ts'
import { listSessionsInput, nothingInput } from './schema.ts'

/**
 * A user's sessions, open ones first, and the latest refused sign-ins: at most 50 of each. NOT_FOUND when the user is missing or out of
 * reach.
 */
export const listSessions = defineQuery({
  name: 'listSessions',
  permission: 'session:read',
  input: listSessionsInput,
  async run({ actor, sql }, { userId }) {
    const known = await raw`select from users where id = ${userId}::uuid and ${usersWithin(actor, 'session:read')}`.execute(sql)
    if (known.rows.length === 0) throw notFound('User')
    return historyOf(sql, userId, actor.session?.id ?? null)
  },
})

/** One's own sessions, open ones first, with the present one marked, and refused sign-ins to one's account. */
export const listOwnSessions = defineQuery({
  name: 'listOwnSessions',
  permission: 'account:read',
  input: nothingInput,
  async run({ actor, sql }) {
    if (!actor.id) throw notFound('User')
    return historyOf(sql, actor.id, actor.session?.id ?? null)
  },
})

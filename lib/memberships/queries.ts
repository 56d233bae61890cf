import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { DETAIL, SUMMARY, type Member, type MembershipDetail, type MembershipSummary } from './columns.ts'
import { conditionOf, SORTS } from './conditions.ts'
import { membershipsList } from './list.ts'
import { membershipIdInput, membershipOfUserInput, ownMembershipInput } from './schema.ts'
import { membershipsWithin } from './scope.ts'

/** Counts stop here: beyond it the list says "10,000+" (DESIGN, Speed). */
const COUNT_LIMIT = 10_000

/**
 * One page of the memberships of users whom the actor reaches, with a count that is exact to 10,000. Search looks in the user's names,
 * username and e-mail address and in both names, e-mail address, city and country of the membership.
 */
export const listMemberships = defineQuery({
  name: 'listMemberships',
  permission: 'membership:read',
  input: membershipsList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(SORTS[params.sort], params)
    const where = conditionOf(actor, params)
    const [found, counted] = await Promise.all([
      raw<MembershipSummary & { cursor_key: string }>`select ${SUMMARY}, ${cursorKey} as cursor_key from memberships
        where ${where} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      raw<{ count: number }>`select count(*)::int as count
        from (select from memberships where ${where} limit ${COUNT_LIMIT + 1}) as counted`.execute(sql),
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    return {
      memberships: rows.map(({ cursor_key: _own, ...membership }) => membership),
      previous,
      next,
      count: Math.min(count, COUNT_LIMIT),
      more: count > COUNT_LIMIT,
    }
  },
})

/** One membership. NOT_FOUND, the same for missing and out of reach. */
export const getMembership = defineQuery({
  name: 'getMembership',
  permission: 'membership:read',
  input: membershipIdInput,
  async run({ actor, sql }, { membershipId }) {
    const found = await raw<MembershipDetail>`select ${DETAIL} from memberships
      where id = ${membershipId}::uuid and ${membershipsWithin(actor, 'membership:read')}`.execute(sql)
    if (!found.rows[0]) throw notFound('Membership')
    return found.rows[0]
  },
})

/** What a left join gives: all null where there is no membership. */
type Held = MembershipDetail | { [K in keyof MembershipDetail]: null }

/** The membership of a user, or null; with the user, who may be offered one. NOT_FOUND when the user is missing or out of reach. */
export const membershipOfUser = defineQuery({
  name: 'membershipOfUser',
  permission: 'membership:read',
  input: membershipOfUserInput,
  async run({ actor, sql }, { userId }) {
    const found = await raw<{ subject: Member & { email: string } } & Held>`
      select json_build_object('id', users.id, 'username', username, 'fullName', full_name, 'status', status, 'email', email) as subject, held.*
      from users left join lateral (select ${DETAIL} from memberships where memberships.user_id = users.id) held on true
      where users.id = ${userId}::uuid and ${usersWithin(actor, 'membership:read')}`.execute(sql)
    const [row] = found.rows
    if (!row) throw notFound('User')
    const { subject, ...held } = row
    return { user: subject, membership: held.id === null ? null : held }
  },
})

/** One's own membership of the organisation, or null. */
export const ownMembership = defineQuery({
  name: 'ownMembership',
  permission: 'account:read',
  input: ownMembershipInput,
  async run({ actor, sql }) {
    const found = await raw<MembershipDetail>`select ${DETAIL} from memberships where user_id = ${actor.id}::uuid`.execute(sql)
    return found.rows[0] ?? null
  },
})

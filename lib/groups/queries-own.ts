import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { SHOWN_DAYS, whyNotAsk } from './rules.ts'
import { myGroupsInput } from './schema.ts'
import type { ManagedGroup, MyGroups, MyMembership, MyRequest } from './views.ts'

/** More than anybody has. */
const MOST = 200

/** Dates come as text out of JSON. */
type Stored<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] }
type Found = {
  memberships: (Stored<Omit<MyMembership, 'whyNotAsk'>> & { approved: boolean })[]
  requests: Stored<MyRequest>[]
  managed: ManagedGroup[]
}
const date = (text: string | null) => (text === null ? null : new Date(text))

const membershipOf = ({ approved, ...row }: Found['memberships'][number]): MyMembership => {
  const present = { ...row, validUntil: date(row.validUntil) }
  return { ...present, addedAt: new Date(row.addedAt), whyNotAsk: whyNotAsk({ approved }, present) }
}
const requestOf = (row: Found['requests'][number]): MyRequest => ({
  ...row,
  createdAt: new Date(row.createdAt),
  decidedAt: date(row.decidedAt),
})

/**
 * The groups that one is in, or was until 90 days ago, one's requests that wait or were decided within 90 days, and the groups that one owns
 * or manages; in one round trip.
 */
export const myGroups = defineQuery({
  name: 'myGroups',
  permission: 'account:read',
  input: myGroupsInput,
  async run({ actor, sql }): Promise<MyGroups> {
    if (!actor.id) throw notFound('Account')
    const recent = raw`now() - make_interval(days => ${SHOWN_DAYS})`
    const me = raw`${actor.id}::uuid`
    const found = await raw<Found>`select
      (select coalesce(jsonb_agg(to_jsonb(listed) - 'sort_name' order by listed.ended, listed.sort_name, listed."groupId"), '[]') from (
        select groups.id as "groupId", groups.name, groups.description, groups.sort_name, groups.approved, member.role, member.valid_until as "validUntil",
          coalesce(member.valid_until <= now(), false) as ended, member.added_at as "addedAt"
        from group_members member join groups on groups.id = member.group_id
        where member.user_id = ${me} and (member.valid_until is null or member.valid_until > ${recent}) limit ${MOST}) as listed) as memberships,
      (select coalesce(jsonb_agg(to_jsonb(listed) order by listed."createdAt" desc, listed.id desc), '[]') from (
        select request.id, request.group_id as "groupId", groups.name as "group", request.reason, request.status, request.created_at as "createdAt",
          request.decided_at as "decidedAt", request.decided_by_label as "decidedByLabel", request.note
        from group_requests request join groups on groups.id = request.group_id
        where request.user_id = ${me} and (request.status = 'PENDING' or request.decided_at > ${recent})
        order by request.created_at desc, request.id desc limit ${MOST}) as listed) as requests,
      (select coalesce(jsonb_agg(to_jsonb(listed) - 'sort_name' order by listed.sort_name, listed."groupId"), '[]') from (
        select groups.id as "groupId", groups.name, groups.sort_name, case when groups.owner_id = ${me} then 'owner' else 'manager' end as as, groups.trusted,
          case when groups.trusted then (select count(*)::int from group_requests request where request.group_id = groups.id and request.status = 'PENDING') end
            as "pendingRequests"
        from groups where groups.id in (select group_id from group_managers where user_id = ${me}) limit ${MOST}) as listed) as managed`.execute(
      sql,
    )
    const { memberships = [], requests = [], managed = [] } = found.rows[0] ?? {}
    return { memberships: memberships.map(membershipOf), requests: requests.map(requestOf), managed }
  },
})

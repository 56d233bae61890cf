// Reading who is in a group, who asks to join it, and which groups somebody is in.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset, type SortKey } from '../core/keyset.ts'
import { defineQuery, type QueryContext } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { COUNT_LIMIT, countTo, userLabel } from './columns.ts'
import { all, matchesMember, memberCondition, wordsMatch } from './conditions.ts'
import { listGroupMembersInput, listGroupRequestsInput, type GroupMembersListParams } from './list.ts'
import { whyNotDecide } from './rules.ts'
import { groupsOfUserInput } from './schema.ts'
import { groupIdWithin, groupsWithin } from './scope.ts'
import type { GroupMemberRow, GroupOfUser, GroupRequestRow } from './views.ts'

type Sql = QueryContext['sql']

async function insistOnGroup(sql: Sql, groupId: string, within: RawBuilder<boolean>) {
  const known = await raw`select from groups where groups.id = ${groupId}::uuid and ${within}`.execute(sql)
  if (known.rows.length === 0) throw notFound('Group')
}

const ADDED: SortKey = { expression: raw`added_at`, type: 'timestamptz' }
const MEMBER = raw`user_id as id, group_id, role, valid_until, added_at, added_by_label, version`

/**
 * How to find members by a search: none; `few` users match at all, so those are looked up first; or so `many` that the members are asked one
 * after the other. "offset 0" keeps the planner from doing it the other way.
 */
type Searched = 'not' | 'few' | 'many'
/** More than these that match are many. */
const FEW = 10_000
/** Where many match, a count gives up after so many members: it asks each of them. */
const MOST_ASKED = 10_000

/** Insists on the group, and tells how the search is best done, in one round trip. */
async function howSearched(actor: Actor, sql: Sql, groupId: string, q: string): Promise<Searched> {
  const searched = matchesMember(actor, q)
  const within = groupsWithin(actor, 'group:read')
  if (searched.length === 0) return 'not'
  const found = await raw<{
    known: boolean
    count: number
  }>`select exists (select from groups where groups.id = ${groupId}::uuid and ${within}) as known,
    ${countTo(FEW + 1, raw`select from users where ${all(wordsMatch(q))}`)} as count`.execute(sql)
  if (!found.rows[0]?.known) throw notFound('Group')
  return found.rows[0].count > FEW ? 'many' : 'few'
}

/** The rows of `group_members` of one group, as `member`, that belong to the list. The user is only looked at when the list is searched. */
function membersOf(actor: Actor, groupId: RawBuilder<unknown>, params: GroupMembersListParams) {
  const searched = matchesMember(actor, params.q)
  const person = searched.length
    ? raw`join lateral (select from users where users.id = member.id and ${all(searched)} offset 0) as person on true`
    : raw``
  return raw`(select ${MEMBER} from group_members where group_id = ${groupId}) as member ${person} where ${memberCondition(params)}`
}

/** The same of a group, or with those below it, found by the few users whom the search matches. */
function membersByUser(actor: Actor, groupId: string, params: GroupMembersListParams) {
  const groups =
    params.from === 'direct'
      ? raw`member.group_id = ${groupId}::uuid`
      : raw`exists (select from group_tree tree where tree.group_id = member.group_id and tree.ancestor_id = ${groupId}::uuid)`
  return raw`(select users.id as user_key from users where ${all(matchesMember(actor, params.q))} offset 0) as matched
    join lateral (select ${MEMBER} from group_members where group_members.user_id = matched.user_key) as member on true
    where ${groups} and ${memberCondition(params)}`
}

type Pieces = ReturnType<typeof keyset>

/**
 * Of a group with its sub-groups each one gives its first rows, by its own index: then no group is read from end to end. Searching for what
 * many match, all are put in order first, and asked until the page is full.
 */
function pickedMembers(actor: Actor, groupId: string, params: GroupMembersListParams, how: Searched, pieces: Pieces) {
  const { condition, orderBy, cursorKey, limit } = pieces
  const pick = (from: RawBuilder<unknown>) =>
    raw`select member.*, ${cursorKey} as cursor_key from ${from} and ${condition} order by ${orderBy} limit ${limit}`
  if (how === 'few') return pick(membersByUser(actor, groupId, params))
  if (params.from === 'direct') return pick(membersOf(actor, raw`${groupId}::uuid`, params))
  if (how === 'many')
    return raw`select member.*, ${cursorKey} as cursor_key from (select member.* from (select ${MEMBER} from group_members
        where group_id in (select group_id from group_tree where ancestor_id = ${groupId}::uuid)) as member
        where ${memberCondition(params)} and ${condition} order by ${orderBy} offset 0) as member
      join lateral (select from users where users.id = member.id and ${all(matchesMember(actor, params.q))} offset 0) as person on true
      order by ${orderBy} limit ${limit}`
  return raw`select each_group.* from group_tree tree cross join lateral (${pick(membersOf(actor, raw`tree.group_id`, params))}) as each_group
    where tree.ancestor_id = ${groupId}::uuid order by ${orderBy} limit ${limit}`
}

type Counted = { count: number; unseen: boolean }

/** Every row of `group_members` of the list, whatever is searched. */
const everyMember = (actor: Actor, groupId: string, params: GroupMembersListParams) =>
  params.from === 'direct'
    ? raw`select member.id from ${membersOf(actor, raw`${groupId}::uuid`, { ...params, q: '' })}`
    : raw`select each_group.id from group_tree tree cross join lateral (select member.id from ${membersOf(actor, raw`tree.group_id`, { ...params, q: '' })})
        as each_group where tree.ancestor_id = ${groupId}::uuid`

/** How many there are; of a search that many users match only the first members are asked, and `unseen` says that there are others. */
function countOf(actor: Actor, groupId: string, params: GroupMembersListParams, how: Searched): RawBuilder<Counted> {
  const to = (rows: RawBuilder<unknown>) => raw<Counted>`select ${countTo(COUNT_LIMIT + 1, rows)} as count, false as unseen`
  if (how === 'few') return to(raw`select from ${membersByUser(actor, groupId, params)}`)
  if (how === 'not') return to(everyMember(actor, groupId, params))
  return raw<Counted>`select count(*) filter (where asked.belongs)::int as count, count(*) > ${MOST_ASKED} as unseen from (
    select exists (select from users where users.id = every_one.id and ${all(matchesMember(actor, params.q))} offset 0) as belongs
    from (${everyMember(actor, groupId, params)} limit ${MOST_ASKED + 1}) as every_one) as asked`
}

/**
 * One page of the members of a group, in the order in which they were added, with cursors to its neighbours and a count that is exact to
 * 10,000; of a search that matches more users than that anywhere, `more` says that not all members were asked. With `from=all` those of its sub-groups too: one row for each group that somebody is in. E-mail addresses are shown, and searched,
 * of users whom the actor may look up. NOT_FOUND when the group is out of reach.
 */
export const listGroupMembers = defineQuery({
  name: 'listGroupMembers',
  permission: 'group:read',
  input: listGroupMembersInput,
  async run({ actor, sql }, { groupId, ...params }) {
    const pieces = keyset(ADDED, params)
    const visible = usersWithin(actor, 'user:read')
    const how = await howSearched(actor, sql, groupId, params.q)
    const [found, counted] = await Promise.all([
      raw<GroupMemberRow & { cursor_key: string }>`
        select picked.id, person.*, picked.role::text as role, picked.valid_until as "validUntil", coalesce(picked.valid_until <= now(), false) as ended,
          picked.added_at as "addedAt", picked.added_by_label as "addedByLabel", picked.version, picked.cursor_key, whose."group"
        from (${pickedMembers(actor, groupId, params, how, pieces)}) as picked
        join lateral (select username, full_name as "fullName", status::text as status, ${visible} as "isVisible",
          case when ${visible} then email end as email from users where users.id = picked.id) as person on true
        join lateral (select jsonb_build_object('id', groups.id, 'name', groups.name) as "group" from groups where groups.id = picked.group_id) as whose on true
        order by ${pieces.orderBy}`.execute(sql),
      countOf(actor, groupId, params, how).execute(sql),
      how === 'not' && insistOnGroup(sql, groupId, groupsWithin(actor, 'group:read')),
    ])
    const { rows, previous, next } = pieces.page(found.rows)
    const { count, unseen } = counted.rows[0] ?? { count: 0, unseen: false }
    return {
      members: rows.map(({ cursor_key: _own, ...member }): GroupMemberRow => member),
      previous,
      next,
      count: Math.min(Math.max(count, rows.length), COUNT_LIMIT),
      more: count > COUNT_LIMIT || (unseen && (previous !== null || next !== null)),
    }
  },
})

const CREATED: SortKey = { expression: raw`created_at`, type: 'timestamptz' }

/**
 * One page of the requests to join a group, with cursors to its neighbours and a count that is exact to 10,000; by default those that
 * wait, the longest first. NOT_FOUND when the group is out of reach.
 */
export const listGroupRequests = defineQuery({
  name: 'listGroupRequests',
  permission: 'enrollment:read',
  input: listGroupRequestsInput,
  async run({ actor, sql }, { groupId, ...params }) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(CREATED, params)
    const visible = usersWithin(actor, 'user:read')
    const where = all([
      raw<boolean>`group_id = ${groupId}::uuid`,
      ...(params.status === 'any' ? [] : [raw<boolean>`status = ${params.status}::"GroupRequestStatus"`]),
      ...(params.q
        ? [raw<boolean>`exists (select from users where users.id = group_requests.user_id and ${all(matchesMember(actor, params.q))})`]
        : []),
    ])
    const [found, counted] = await Promise.all([
      raw<Omit<GroupRequestRow, 'whyNotDecide'> & { cursor_key: string }>`
        select picked.id, person.*, picked.reason, picked.status::text as status, present.group_id is not null as renewal,
          present.valid_until as "currentUntil", picked.created_at as "createdAt", picked.decided_at as "decidedAt",
          picked.decided_by_label as "decidedByLabel", picked.note, picked.version, picked.cursor_key
        from (select *, ${cursorKey} as cursor_key from group_requests where ${where} and ${condition} order by ${orderBy} limit ${limit}) as picked
        join lateral (select jsonb_build_object('id', users.id, 'label', ${userLabel('users')}, 'isVisible', ${visible}) as "user",
          case when ${visible} then email end as email from users where users.id = picked.user_id) as person on true
        left join lateral (select group_id, valid_until from group_members member
          where member.group_id = picked.group_id and member.user_id = picked.user_id and picked.status = 'PENDING') as present on true
        order by ${orderBy}`.execute(sql),
      raw<{ count: number }>`select ${countTo(COUNT_LIMIT + 1, raw`select from group_requests where ${where}`)} as count`.execute(sql),
      insistOnGroup(sql, groupId, groupsWithin(actor, 'enrollment:read')),
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    return {
      requests: rows.map(({ cursor_key: _own, ...request }): GroupRequestRow => ({
        ...request,
        whyNotDecide: whyNotDecide(actor, { userId: request.user.id }),
      })),
      previous,
      next,
      count: Math.min(count, COUNT_LIMIT),
      more: count > COUNT_LIMIT,
    }
  },
})

/** More groups than anybody is in. */
const MOST_GROUPS = 500

/**
 * The groups that a user is in, ended ones too, and those that they own; only groups that the actor may see, by name, at most 500 of each.
 * NOT_FOUND when the user is out of reach.
 */
export const groupsOfUser = defineQuery({
  name: 'groupsOfUser',
  permission: 'group:read',
  input: groupsOfUserInput,
  async run({ actor, sql }, { userId }) {
    const within = (groupId: RawBuilder<unknown>) => groupIdWithin(actor, 'group:read', groupId)
    const found = await raw<{
      groups: (Omit<GroupOfUser, 'validUntil' | 'addedAt'> & { validUntil: string | null; addedAt: string })[]
      owned: { id: string; name: string }[]
    }>`
      select (select coalesce(jsonb_agg(to_jsonb(listed) - 'sort_name' order by listed.sort_name, listed.id), '[]') from (
          select groups.id, groups.name, groups.sort_name, member.role, groups.owner_id is not distinct from member.user_id as "isOwner",
            member.valid_until as "validUntil", coalesce(member.valid_until <= now(), false) as ended, member.added_at as "addedAt",
            member.added_by_label as "addedByLabel", member.version
          from group_members member join groups on groups.id = member.group_id
          where member.user_id = users.id and ${within(raw`member.group_id`)} limit ${MOST_GROUPS}) as listed) as groups,
        (select coalesce(jsonb_agg(jsonb_build_object('id', listed.id, 'name', listed.name) order by listed.sort_name, listed.id), '[]') from (
          select groups.id, groups.name, groups.sort_name from groups where groups.owner_id = users.id and ${within(raw`groups.id`)} limit ${MOST_GROUPS}) as listed) as owned
      from users where users.id = ${userId}::uuid and ${usersWithin(actor, 'group:read')}`.execute(sql)
    const row = found.rows[0]
    if (!row) throw notFound('User')
    const dated = row.groups.map((group): GroupOfUser => ({
      ...group,
      validUntil: group.validUntil ? new Date(group.validUntil) : null,
      addedAt: new Date(group.addedAt),
    }))
    return { groups: dated, owned: row.owned }
  },
})

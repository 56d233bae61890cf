// Reading enrollment pools: the list, the picker, one pool, its links, and those of the sign-in page.
import { sql as raw } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { unseal } from '../core/crypto.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { log } from '../core/log.ts'
import { defineQuery } from '../core/operation.ts'
import type { Permission } from '../core/permissions.ts'
import { countTo, userLabel } from '../groups/columns.ts'
import { COUNT_LIMIT, LINK_STATE, POOL_STATE, enrollments, groupOf, groupSeen, owner, summary, unusedLinks } from './columns.ts'
import { BY_NUMBER, SORTS, all, linkCondition, matches, poolCondition } from './conditions.ts'
import { listPoolLinksInput, poolsList } from './list.ts'
import { mayNot, whyNotTakeOver, whyNotTopUp, whyNotTouch } from './rules.ts'
import { noInput, poolIdInput, searchPoolsInput } from './schema.ts'
import { IS_POOL, poolsWithin } from './scope.ts'
import type { EnrollmentCounts, LinkCounts, ListedPool, PoolDetail, PoolLink, PoolSummary, WhyNot } from './views.ts'

/** One page of pools that the actor may see, with cursors to its neighbours and a count that is exact to 10,000. Invitations are no pools. */
export const listPools = defineQuery({
  name: 'listPools',
  permission: 'enrollment-pool:read',
  input: poolsList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(SORTS[params.sort], params)
    const where = poolCondition(actor, params)
    const [found, counted] = await Promise.all([
      raw<PoolSummary & { cursor_key: string }>`select ${summary(actor)}, ${cursorKey} as cursor_key from enrollment_pools
        where ${where} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      raw<{ count: number }>`select ${countTo(COUNT_LIMIT + 1, raw`select from enrollment_pools where ${where}`)} as count`.execute(sql),
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    const pools = rows.map(({ cursor_key: _own, ...pool }): PoolSummary => pool)
    return { pools, previous, next, count: Math.min(count, COUNT_LIMIT), more: count > COUNT_LIMIT }
  },
})

/** A few pools by name that are not deleted, for a picker; without text the first ones. */
export const searchPools = defineQuery({
  name: 'searchPools',
  permission: 'enrollment-pool:read',
  input: searchPoolsInput,
  async run({ actor, sql }, { q, limit }) {
    const where = all([
      IS_POOL,
      poolsWithin(actor, 'enrollment-pool:read'),
      raw<boolean>`enrollment_pools.deleted_at is null`,
      ...matches(q),
    ])
    const found = await raw<{ id: string; name: string }>`select id, name from enrollment_pools where ${where}
      order by sort_name, id limit ${limit}`.execute(sql)
    return found.rows
  },
})

type Row = Omit<PoolDetail, 'isOwner' | 'whyNot'> & { ownerId: string; above: string[] }

const rowOf = (
  actor: Actor,
) => raw`enrollment_pools.id, version, kind::text as kind, enrollment_pools.name, welcome, terms, owner_id as "ownerId",
  ${owner(actor)} as owner, ${POOL_STATE} as state, active, expires_at as "expiresAt", quota, used, domains, needs_approval as "needsApproval",
  needs_second_approver as "needsSecondApprover", needs_approval_code as "needsApprovalCode", listed, certificate::text as certificate,
  ${groupOf(actor)} as "group", questions, extra, created_at as "createdAt", updated_at as "updatedAt", deleted_at as "deletedAt",
  (select coalesce(jsonb_agg(${groupSeen(actor, 'further')} order by further.sort_name), '[]') from enrollment_pool_groups given
    join groups further on further.id = given.group_id where given.pool_id = enrollment_pools.id) as groups,
  (select coalesce(jsonb_agg(jsonb_build_object('roleId', role.id, 'role', role.name, 'reachGroupId', given.reach_group_id,
      'reach', case when reached.id is null then 'everywhere' else ${groupSeen(actor, 'reached')} ->> 'name' end) order by role.name), '[]')
    from enrollment_pool_roles given join roles role on role.id = given.role_id left join groups reached on reached.id = given.reach_group_id
    where given.pool_id = enrollment_pools.id) as roles,
  array(select ancestor_id::text from group_tree where group_id = enrollment_pools.group_id) as above,
  (select id from enrollment_links where pool_id = enrollment_pools.id and voided_at is null and not single_use order by number desc limit 1) as "linkId",
  ${linkCounts} as links, ${enrollmentCounts} as counts`

const linksOf = (state: keyof LinkCounts) =>
  countTo(COUNT_LIMIT, raw`select from enrollment_links where pool_id = enrollment_pools.id and ${LINK_STATE} = ${state}`)
const linkCounts = raw`jsonb_build_object('unused', ${unusedLinks(COUNT_LIMIT)}, 'used', ${linksOf('used')}, 'void', ${linksOf('void')})`
const STATES: Record<keyof EnrollmentCounts, string> = {
  pending: 'PENDING',
  approved: 'APPROVED',
  rejected: 'REJECTED',
  withdrawn: 'WITHDRAWN',
  expired: 'EXPIRED',
}
const enrollmentCounts = raw`jsonb_build_object(${raw.join(
  Object.entries(STATES).map(([name, state]) => raw`${name}::text, ${enrollments(state)}`),
)})`

/** What the viewer may do with a pool. Whether they may give all that it gives is asked when it is done. */
function actsOf(actor: Actor, pool: Row): PoolDetail['whyNot'] {
  const may = (permission: Permission) => {
    const reach = reachOf(actor, permission)
    return reach === 'everywhere' || (reach ?? []).some((groupId) => pool.above.includes(groupId))
  }
  const unless = (permission: Permission, what: string, why: WhyNot = null) => (may(permission) ? why : mayNot(what))
  const gone = whyNotTouch(pool)
  const isOwner = pool.ownerId === actor.id
  return {
    update: unless('enrollment-pool:update', 'edit this pool', gone),
    pause: unless('enrollment-pool:update', 'pause this pool', gone),
    resume: unless('enrollment-pool:update', 'resume this pool', gone),
    delete: unless('enrollment-pool:delete', 'delete this pool', gone),
    topUp: unless('enrollment-pool:update', 'top up this pool', whyNotTopUp(pool)),
    takeOver: unless('enrollment-pool:create', 'take over pools here', whyNotTakeOver({ ...pool, isOwner })),
    share: unless('enrollment-pool:share', 'see the links of this pool', gone),
    export: unless('enrollment-pool:share', 'export the links of this pool', gone),
    rotate: unless('enrollment-pool:share', 'rotate the code of this pool', gone),
    revokeLink: unless('enrollment-pool:share', 'revoke links of this pool', gone),
    readEnrollments: unless('enrollment:read', 'see who asks to join here'),
  }
}

/** Everything that a pool's page shows, in one round trip, with what the viewer may do and why not; no code. NOT_FOUND out of reach. */
export const getPool = defineQuery({
  name: 'getPool',
  permission: 'enrollment-pool:read',
  input: poolIdInput,
  async run({ actor, sql }, { poolId }): Promise<PoolDetail> {
    const found = await raw<Row>`select ${rowOf(actor)} from enrollment_pools
      where enrollment_pools.id = ${poolId}::uuid and ${IS_POOL} and ${poolsWithin(actor, 'enrollment-pool:read')}`.execute(sql)
    const row = found.rows[0]
    if (!row) throw notFound('Enrollment pool')
    const { above: _above, ownerId, ...pool } = row
    return { ...pool, isOwner: actor.id !== null && ownerId === actor.id, whyNot: actsOf(actor, row) }
  },
})

const enrolledBy = raw`(select jsonb_build_object('enrollmentId', came.id, 'state', came.state, 'at', came.created_at,
    'label', coalesce((select ${userLabel('person')} from users person where person.id = came.user_id), nullif(came.username, ''), came.email))
  from enrollments came where came.link_id = enrollment_links.id order by came.created_at desc limit 1)`
type LinkRow = Omit<PoolLink, 'usedBy'> & {
  usedBy: (Omit<NonNullable<PoolLink['usedBy']>, 'at'> & { at: string }) | null
  cursor_key: string
}

/** One page of the links of a pool, by number, without their codes; who used them for whoever may see enrollments there. */
export const listPoolLinks = defineQuery({
  name: 'listPoolLinks',
  permission: 'enrollment-pool:read',
  input: listPoolLinksInput,
  async run({ actor, sql }, { poolId, ...params }) {
    const seen = await raw<{ enrolled: boolean }>`select ${poolsWithin(actor, 'enrollment:read')} as enrolled from enrollment_pools
      where enrollment_pools.id = ${poolId}::uuid and ${IS_POOL} and ${poolsWithin(actor, 'enrollment-pool:read')}`.execute(sql)
    if (!seen.rows[0]) throw notFound('Enrollment pool')
    const { condition, orderBy, cursorKey, limit, page } = keyset(BY_NUMBER, params)
    const where = linkCondition(poolId, params)
    const usedBy = seen.rows[0].enrolled ? enrolledBy : raw`null::jsonb`
    const [found, counted] = await Promise.all([
      raw<LinkRow>`select id, number, ${LINK_STATE} as state, uses, created_at as "createdAt", created_by_label as "createdByLabel",
        voided_at as "voidedAt", ${usedBy} as "usedBy", ${cursorKey} as cursor_key from enrollment_links
        where ${where} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      raw<{ count: number }>`select ${countTo(COUNT_LIMIT + 1, raw`select from enrollment_links where ${where}`)} as count`.execute(sql),
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    const links = rows.map(({ cursor_key: _own, usedBy: came, ...link }): PoolLink => ({
      ...link,
      usedBy: came && { ...came, at: new Date(came.at) },
    }))
    return { links, previous, next, count: Math.min(count, COUNT_LIMIT), more: count > COUNT_LIMIT }
  },
})

/** More than a sign-in page can show. */
const MOST_LISTED = 20

/** The code of a link, or null for one that was sealed under another key: nobody is to be kept from signing in by it. */
function opened(linkId: string, sealedCode: string): string | null {
  try {
    return unseal(sealedCode, `enrollment-link:${linkId}`)
  } catch (error) {
    log.error({ err: error, linkId }, 'A link of the sign-in page cannot be read: was APP_ENCRYPTION_KEY changed? Rotate its code.')
    return null
  }
}

/** The pools that administrators show on the sign-in page, by name, as long as they take people; at most 20. Their links are public by that. */
export const listListedPools = defineQuery({
  name: 'listListedPools',
  permission: 'public:enroll',
  input: noInput,
  async run({ sql }): Promise<ListedPool[]> {
    const found = await raw<Omit<ListedPool, 'href'> & { linkId: string; sealedCode: string }>`
      select enrollment_pools.id, enrollment_pools.name, welcome, link.id as "linkId", link.sealed_code as "sealedCode"
      from enrollment_pools join lateral (select id, sealed_code from enrollment_links
        where pool_id = enrollment_pools.id and voided_at is null order by number desc limit 1) link on true
      where listed and active and deleted_at is null and kind = 'shared' and ${POOL_STATE} = 'active'
      order by sort_name, enrollment_pools.id limit ${MOST_LISTED}`.execute(sql)
    return found.rows.flatMap(({ linkId, sealedCode, ...pool }) => {
      const code = opened(linkId, sealedCode)
      return code === null ? [] : [{ ...pool, href: `/enroll?token=${code}` }]
    })
  },
})

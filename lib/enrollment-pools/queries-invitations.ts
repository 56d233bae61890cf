// Reading invitations.
import { sql as raw } from 'kysely'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { countTo } from '../groups/columns.ts'
import { COUNT_LIMIT, INVITATION_STATE, groupOf, owner } from './columns.ts'
import { SORTS, invitationCondition } from './conditions.ts'
import { invitationsList } from './list.ts'
import { whyNotResend, whyNotRevoke } from './rules.ts'
import { poolsWithin } from './scope.ts'
import type { InvitationRow } from './views.ts'

type Row = Omit<InvitationRow, 'whyNotResend' | 'whyNotRevoke'> & { cursor_key: string }

/** One page of invitations within the actor's right to invite, with their state; the count is exact to 10,000. */
export const listInvitations = defineQuery({
  name: 'listInvitations',
  permission: 'enrollment:invite',
  input: invitationsList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(SORTS[params.sort], params)
    const where = invitationCondition(actor, params)
    const [found, counted] = await Promise.all([
      raw<Row>`select enrollment_pools.id, email, btrim(first_name || ' ' || last_name) as name, ${INVITATION_STATE} as state,
        ${owner(actor)} as inviter, ${groupOf(actor)} as "group",
        array(select role.name from enrollment_pool_roles given join roles role on role.id = given.role_id
          where given.pool_id = enrollment_pools.id order by role.name) as roles,
        created_at as "createdAt", expires_at as "expiresAt",
        (select max(created_at) from enrollment_links where pool_id = enrollment_pools.id) as "sentAt",
        case when ${poolsWithin(actor, 'enrollment:read')} then (select jsonb_build_object('id', came.id, 'state', came.state) from enrollments came
          where came.pool_id = enrollment_pools.id order by came.created_at desc limit 1) end as enrollment, ${cursorKey} as cursor_key
        from enrollment_pools where ${where} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      raw<{ count: number }>`select ${countTo(COUNT_LIMIT + 1, raw`select from enrollment_pools where ${where}`)} as count`.execute(sql),
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    const invitations = rows.map(({ cursor_key: _own, ...row }): InvitationRow => ({
      ...row,
      whyNotResend: whyNotResend(row.state),
      whyNotRevoke: whyNotRevoke(row.state),
    }))
    return { invitations, previous, next, count: Math.min(count, COUNT_LIMIT), more: count > COUNT_LIMIT }
  },
})

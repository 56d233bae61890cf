import { sql as raw } from 'kysely'
import type { AuditTarget } from '../audit/events.ts'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound } from '../core/errors.ts'
import type { Permission } from '../core/permissions.ts'
import { INVITATION_STATE, POOL_STATE } from './columns.ts'
import type { InvitationState, PoolState } from './list.ts'
import type { PoolKind, PoolSettings } from './schema.ts'
import { IS_INVITATION, IS_POOL, poolsWithin } from './scope.ts'

/** What rules, mutations and the audit log need to know about a pool. */
export type PoolRecord = PoolSettings & {
  id: string
  kind: PoolKind
  state: PoolState
  active: boolean
  used: number
  ownerId: string
  ownerLabel: string
  version: number
}

const SETTINGS = raw`name, welcome, terms, expires_at as "expiresAt", quota, domains, needs_approval as "needsApproval",
  needs_second_approver as "needsSecondApprover", needs_approval_code as "needsApprovalCode", listed, certificate::text as certificate,
  group_id as "groupId", questions, extra,
  array(select group_id::text from enrollment_pool_groups where pool_id = enrollment_pools.id order by group_id) as "groupIds",
  (select coalesce(jsonb_agg(jsonb_build_object('roleId', role_id, 'reachGroupId', reach_group_id) order by role_id), '[]')
    from enrollment_pool_roles where pool_id = enrollment_pools.id) as roles`

/**
 * Waits in line for a pool: many who do are not a fault, and the usual two seconds for a lock would refuse the last of them. Whoever enrolls
 * locks the pool before its link, and so does everything here.
 */
export const waitInLine = (tx: Tx) =>
  tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`

/**
 * The pool, through what the actor's permission reaches, locked against every other change of it until the transaction ends. Throws NOT_FOUND,
 * the same whether it is missing, out of reach or an invitation.
 */
export async function poolInReach(tx: Tx, actor: Actor, permission: Permission, poolId: string): Promise<PoolRecord> {
  await waitInLine(tx)
  const locked = await runIn(
    tx,
    raw`select from enrollment_pools where id = ${poolId}::uuid and ${IS_POOL} and ${poolsWithin(actor, permission)} for no key update`.compile(
      sql,
    ),
  )
  if (locked.length === 0) throw notFound('Enrollment pool')
  // Read after the lock: links, roles and groups are then those of whoever was before us in the line.
  const query = raw<PoolRecord>`select id, kind::text as kind, ${POOL_STATE} as state, active, used, owner_id as "ownerId",
    owner_label as "ownerLabel", version, ${SETTINGS} from enrollment_pools where id = ${poolId}::uuid`
  const [pool] = await runIn(tx, query.compile(sql))
  if (!pool) throw notFound('Enrollment pool')
  return pool
}

/** What is needed to send an invitation again, or to revoke it. */
export type InvitationRecord = Pick<PoolSettings, 'groupId' | 'groupIds' | 'roles'> & {
  id: string
  email: string
  firstName: string
  lastName: string
  message: string
  state: InvitationState
}

/** The invitation, through what the actor's right to invite reaches, locked until the transaction ends. Throws NOT_FOUND. */
export async function invitationInReach(tx: Tx, actor: Actor, invitationId: string): Promise<InvitationRecord> {
  await waitInLine(tx)
  const within = poolsWithin(actor, 'enrollment:invite')
  const locked = await runIn(
    tx,
    raw`select from enrollment_pools where id = ${invitationId}::uuid and ${IS_INVITATION} and ${within} for no key update`.compile(sql),
  )
  if (locked.length === 0) throw notFound('Invitation')
  const query = raw<InvitationRecord>`select id, email, first_name as "firstName", last_name as "lastName", welcome as message,
    ${INVITATION_STATE} as state, ${SETTINGS} from enrollment_pools where id = ${invitationId}::uuid`
  const [invitation] = await runIn(tx, query.compile(sql))
  if (!invitation) throw notFound('Invitation')
  return invitation
}

/** How the log names a pool. */
export const targetOf = (pool: { id: string; name: string }): AuditTarget => ({ type: 'enrollment-pool', id: pool.id, label: pool.name })
/** How the log names an invitation. */
export const invitationTarget = (invitation: { id: string; email: string }): AuditTarget => ({
  type: 'invitation',
  id: invitation.id,
  label: invitation.email,
})

/** Who is to own what is made: a user, since people are let in later in their name. Throws RULE for programs. */
export function ownerOf(actor: Actor): { ownerId: string; ownerLabel: string } {
  if (actor.kind === 'user' && actor.id) return { ownerId: actor.id, ownerLabel: actor.label }
  throw new AppError('RULE', 'Only a user can own a pool or invite people, as others are let in by their rights. Nothing was changed.', {
    reason: 'NO_OWNER',
  })
}

/** The refusal of an edit that began before another one ended: what others changed since `seen` stands at the fields, from the audit log. */
export async function changedMeanwhile(tx: Tx, pool: PoolRecord, seen: number): Promise<AppError> {
  const rows = await tx.$queryRaw<{ by: string; changes: Record<string, { after: unknown }> }[]>`
    select actor_label as by, changes from audit_events
    where target_type = 'enrollment-pool' and target_id = ${pool.id} and event = 'enrollment-pool.updated'
      and (detail->>'version')::int > ${seen} order by at, id`
  const fields: Record<string, string[]> = {}
  for (const { by, changes } of rows) for (const name of Object.keys(changes)) fields[name] = [`${by} changed this meanwhile.`]
  const what = Object.keys(fields).length ? 'What changed is shown at the fields' : 'Its state or its links changed'
  return new AppError(
    'CONFLICT',
    `Somebody changed this pool while you were editing. ${what}. Nothing of yours was saved; check and save again to keep what you typed.`,
    { reason: 'STALE', fields, current: { version: pool.version } },
  )
}

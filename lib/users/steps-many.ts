// The writes of the single acts for many users at once, each with a constant number of statements. The rows must be locked.
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { forgetInvited } from '../enrollment-pools/steps-forget.ts'
import { forgetApplicants } from '../enrollments/steps-forget.ts'
import { forgetHolders, revokeCertificatesOf } from '../certificates/steps.ts'
import type { Mail } from '../mail/steps.ts'
import type { SETTABLE_FIELDS } from '../bulk-runs/schema.ts'
import type { UserStatus } from './schema.ts'

/** What a statement left behind: the new version, and the status. */
export type Written = { id: string; version: number; status: UserStatus }
const byId = (rows: Written[]) => new Map(rows.map((row) => [row.id, row]))

/**
 * Moves users to a status in the actor's name with one statement, as `setStatus` does for one. DELETED remembers the status of now;
 * `restored` goes back to the remembered one.
 */
export async function setStatuses(
  tx: Tx,
  actor: Actor,
  userIds: readonly string[],
  to: 'ACTIVE' | 'DEACTIVATED' | 'DELETED' | 'restored',
  reason: string,
  revocationReason = '',
): Promise<Map<string, Written>> {
  const rows = await tx.$queryRawUnsafe<Written[]>(
    `update users set
       status = case when $2 = 'restored' then coalesce(status_before_delete, 'DEACTIVATED') else nullif($2, 'restored')::"UserStatus" end,
       status_before_delete = case when $2 = 'DELETED' then status end,
       revocation_reason = case when $2 = 'DEACTIVATED' then $6 when $2 = 'ACTIVE' then '' else revocation_reason end,
       status_reason = $3, status_changed_at = now(), status_changed_by_id = $4::uuid, status_changed_by_label = $5,
       updated_at = now(), version = version + 1
     where id = any($1::uuid[]) returning id::text, version, status::text as status`,
    userIds,
    to,
    reason,
    actor.id,
    actor.label,
    revocationReason,
  )
  return byId(rows)
}

const COLUMNS: Record<keyof typeof SETTABLE_FIELDS, { name: string; type: string }> = {
  organisation: { name: 'organisation', type: 'text' },
  bio: { name: 'bio', type: 'text' },
  searchVisibility: { name: 'search_visibility', type: '"SearchVisibility"' },
  emailPrivacy: { name: 'email_privacy', type: '"EmailPrivacy"' },
  publicProfile: { name: 'public_profile', type: 'boolean' },
}

/** The column of a field that can be set for many, as `users.name`. */
export const columnOf = (field: keyof typeof SETTABLE_FIELDS) => `users.${COLUMNS[field].name}`

/** Sets one field of many users, each to its own value, with one statement. The values must have passed the rule of the field. */
export async function setFields(
  tx: Tx,
  field: keyof typeof SETTABLE_FIELDS,
  users: readonly { id: string; value: string | boolean }[],
): Promise<Map<string, Written>> {
  const { name, type } = COLUMNS[field]
  const rows = await tx.$queryRawUnsafe<Written[]>(
    `update users set ${name} = given.value::${type}, updated_at = now(), version = version + 1
     from unnest($1::uuid[], $2::text[]) as given (id, value)
     where users.id = given.id returning users.id::text, users.version, users.status::text as status`,
    users.map(({ id }) => id),
    users.map(({ value }) => String(value)),
  )
  return byId(rows)
}

/** Removes users for good with a constant number of statements; what hangs on a user goes with them, and what they wrote when they asked to join. */
export async function removeUsers(tx: Tx, actor: Actor, userIds: readonly string[]): Promise<void> {
  await forgetInvited(tx, userIds)
  await forgetApplicants(tx, userIds)
  await revokeCertificatesOf(tx, actor, userIds, 'cessation_of_operation')
  await forgetHolders(tx, userIds)
  await tx.$executeRaw`delete from outbox_messages where user_id = any(${[...userIds]}::uuid[])`
  await tx.$executeRaw`delete from users where id = any(${[...userIds]}::uuid[])`
}

/** The mail that tells a user that they can no longer sign in. */
export const deactivatedMail = (user: { id: string; username: string; email: string; fullName: string }, reason: string): Mail => ({
  template: 'deactivated',
  values: { name: user.fullName || user.username, reason },
  toAddress: user.email,
  toName: user.fullName,
  userId: user.id,
})

// Coming in by a link: finding it, taking a use of it, and writing the enrollment.
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { setting } from '../settings/read.ts'
import { hashOf, makeApprovalCode, makeStatusCode } from './codes.ts'
import { linkWithHash, type LinkRecord, type PoolRecord } from './columns.ts'
import { whyNotUseLink } from './rules.ts'
import { USERNAME_UNAVAILABLE, type EnrollmentSource } from './schema.ts'
import type { Answer } from './views.ts'

/** What every link that cannot be used for good answers, whatever the reason. */
export const DEAD_LINK = 'This link does not work. Check that it is complete, or ask whoever gave it to you for a new one.'

/** The live link with this code, or null: unknown, voided and of a deleted pool are the same. */
export async function findLink(tx: Tx, token: string): Promise<LinkRecord | null> {
  const hash = hashOf(token, 'enrollment-link')
  if (hash === null) return null
  return (await runIn(tx, linkWithHash(hash).compile(sql)))[0] ?? null
}

/** Throws RULE with the reason when a link that exists takes nobody at this moment. */
export function insistOnUsable(link: LinkRecord): void {
  const trouble = whyNotUseLink(link.pool, link)
  if (trouble) throw new AppError('RULE', trouble.message, { reason: trouble.reason })
}

/** Takes one place of a pool: one conditional statement, so that of many at once no more get one than there are. */
export async function takePlace(tx: Tx, poolId: string): Promise<boolean> {
  const taken = await tx.$executeRaw`update enrollment_pools set used = used + 1
    where id = ${poolId}::uuid and active and deleted_at is null and (expires_at is null or expires_at > now()) and (quota is null or used < quota)`
  return taken === 1
}

/**
 * Takes one use of a link and one place of its pool, or throws what stands against it by now: RULE for paused, expired and used up,
 * NOT_FOUND when it was voided meanwhile. Holds the pool until the transaction ends: what takes long comes before.
 */
export async function takeUse(tx: Tx, link: LinkRecord, token: string): Promise<void> {
  // Many who come by one link in the same moment wait in line: the usual two seconds for a lock would refuse the last of them.
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  const hasPlace = await takePlace(tx, link.pool.id)
  const isTaken =
    hasPlace &&
    (await tx.$executeRaw`update enrollment_links set uses = uses + 1
      where id = ${link.id}::uuid and voided_at is null and (not single_use or uses = 0)`) === 1
  if (isTaken) return
  const now = await findLink(tx, token)
  if (!now) throw new AppError('NOT_FOUND', DEAD_LINK)
  // Our own place is not one that is missing.
  insistOnUsable(hasPlace ? { ...now, pool: { ...now.pool, used: now.pool.used - 1 } } : now)
  throw new AppError('UNAVAILABLE', 'Many people use this link at this moment. Nothing was sent; try again.')
}

/** INVALID on the username: one answer for every reason. */
export const usernameUnavailable = () =>
  new AppError('INVALID', `Nothing was sent. ${USERNAME_UNAVAILABLE}`, { fields: { username: [USERNAME_UNAVAILABLE] } })

/** Throws INVALID when somebody has the username, had it, or is asking for it; `exceptId` is the enrollment that may. */
export async function insistOnFreeUsername(tx: Tx, username: string, exceptId: string | null = null): Promise<void> {
  const [found] = await tx.$queryRaw<{ taken: boolean }[]>`
    select exists (select from usernames where key = lower(${username})) or exists (
      select from enrollments where lower(username) = lower(${username}) and state = 'PENDING' and id is distinct from ${exceptId}::uuid) as taken`
  if (found?.taken) throw usernameUnavailable()
}

/** An enrollment as it begins. */
export type NewEnrollment = {
  source: EnrollmentSource
  pool: PoolRecord | null
  linkId: string | null
  groupId: string | null
  username: string
  email: string
  isConfirmed: boolean
  isReady: boolean
  firstName: string
  lastName: string
  organisation: string
  answers: Answer[]
  hasAgreed: boolean
  startedBy: { id: string | null; label: string } | null
  needsApprovalCode: boolean
  csr: string
}

/**
 * Writes a waiting enrollment with its secrets; it ends by itself after as many days as is set. Of many that ask for one username at once
 * one gets through, the others get INVALID. Gives its id and the code of its status page.
 */
export async function insertEnrollment(tx: Tx, given: NewEnrollment): Promise<{ id: string; statusCode: string }> {
  const id = newId()
  const { code, hash, sealed } = makeStatusCode(id)
  const { pool, startedBy } = given
  const made = await tx.$executeRaw`
    insert into enrollments (id, source, pool_id, link_id, group_id, username, email, email_confirmed_at, first_name, last_name, organisation, answers, extra,
      terms_agreed_at, started_by_id, started_by_label, ready_at, expires_at, needs_second_approver, needs_approval_code, certificate, csr,
      sealed_approval_code, status_hash, sealed_status_code)
    values (${id}::uuid, ${given.source}::"EnrollmentSource", ${pool?.id ?? null}::uuid, ${given.linkId}::uuid, ${given.groupId}::uuid, ${given.username},
      ${given.email}, case when ${given.isConfirmed} then now() end, ${given.firstName}, ${given.lastName}, ${given.organisation},
      ${JSON.stringify(given.answers)}::jsonb, ${JSON.stringify(pool?.extra ?? {})}::jsonb, case when ${given.hasAgreed} then now() end,
      ${startedBy?.id ?? null}::uuid, ${startedBy?.label ?? ''}, case when ${given.isReady} then now() end,
      now() + make_interval(days => ${setting('enrollment.expireDays')}::int), ${pool?.needsSecondApprover ?? false}, ${given.needsApprovalCode},
      ${pool?.certificate ?? 'none'}::"PoolCertificate", ${given.csr}, ${makeApprovalCode(id)}, ${hash}, ${sealed})
    on conflict (lower(username)) where state = 'PENDING' and username <> '' do nothing`
  if (made !== 1) throw usernameUnavailable()
  return { id, statusCode: code }
}

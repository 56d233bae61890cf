// Letting somebody in without an approver: in the name of the pool's owner, within what they may do at that moment.
import { grantsOf, type Actor, type PermissionRow } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { labelOf } from '../users/rules.ts'
import { letsInByItself, type EnrollmentRecord } from './columns.ts'
import { lockOne } from './steps.ts'
import { approveMany } from './steps-approve.ts'
import { lockGroupsOf } from './steps-give.ts'
import { makeReady } from './steps-mail.ts'
import { sql as raw } from 'kysely'

/**
 * The owner of a pool as somebody who acts, with all that they may do now; null unless they are an active user. They are not there to enter
 * a password: making the pool asked for it. Address and browser of the applicant are not theirs.
 */
async function ownerActor(tx: Tx, ownerId: string, requestId: string): Promise<Actor | null> {
  const [owner] = await tx.$queryRaw<{ username: string; fullName: string; rights: PermissionRow[] }[]>`
    select username, full_name as "fullName", (select coalesce(jsonb_agg(jsonb_build_object('permission', permission, 'reach', reach_group_id)), '[]')
      from (select distinct permission, reach_group_id from effective_permissions(${ownerId}::uuid)) as held) as rights
    from users where id = ${ownerId}::uuid and status = 'ACTIVE' for share`
  if (!owner) return null
  return {
    kind: 'user',
    id: ownerId,
    label: labelOf(owner),
    grants: grantsOf(owner.rights),
    membership: null,
    session: { id: ownerId, authenticatedAt: Date.now() },
    request: { id: requestId, ip: null, userAgent: null },
  }
}

/**
 * Approves a waiting enrollment in the name of the owner of its pool, if the pool lets people in by itself and the owner still may give all
 * that it gives. Otherwise, and when the username or the address is taken, it waits for an approver like any other. Gives the user or null.
 */
export async function approveByItself(tx: Tx, applicant: Actor, enrollmentId: string, passwordHash: string): Promise<string | null> {
  await lockGroupsOf(tx, [enrollmentId])
  const enrollment = await lockOne(tx, raw<boolean>`enrollments.id = ${enrollmentId}::uuid`)
  const userId = enrollment && enrollment.state === 'PENDING' ? await approve(tx, applicant, enrollment, passwordHash) : null
  if (userId === null) await makeReady(tx, enrollmentId)
  return userId
}

async function approve(tx: Tx, applicant: Actor, enrollment: EnrollmentRecord, passwordHash: string): Promise<string | null> {
  const { pool, source } = enrollment
  if (source === 'administrator' || !pool || pool.isDeleted || !pool.active || !letsInByItself(pool)) return null
  const owner = await ownerActor(tx, pool.ownerId, applicant.request.id)
  if (!owner) return null
  const outcomes = await approveMany(tx, owner, [enrollment], { note: '', noteShared: false, automatic: true, passwordHash })
  const outcome = outcomes.get(enrollment.id)
  return outcome?.done ? outcome.userId : null
}

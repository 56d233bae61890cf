// What the operations of enrollments share inside a transaction.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound } from '../core/errors.ts'
import type { Permission } from '../core/permissions.ts'
import { hashOf } from './codes.ts'
import { ENROLLMENT, FROM_ENROLLMENTS, type EnrollmentRecord } from './columns.ts'
import { decidedWords, labelOf } from './rules.ts'
import { enrollmentsWithin } from './scope.ts'

/** How the log names an enrollment. */
export const targetOf = (enrollment: { id: string; firstName: string; lastName: string; username: string; email: string }) => ({
  type: 'enrollment' as const,
  id: enrollment.id,
  label: labelOf(enrollment),
})

/** What stands in the log about the pool that somebody came by. */
export const poolDetail = (pool: { id: string; name: string } | null) => ({ pool: pool?.name ?? null, poolId: pool?.id ?? null })

async function lockWhere(tx: Tx, condition: RawBuilder<boolean>): Promise<EnrollmentRecord[]> {
  // Many who decide the same one wait in line: the usual two seconds for a lock would refuse the last of them.
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  const query = raw<EnrollmentRecord>`select ${ENROLLMENT} from ${FROM_ENROLLMENTS} where ${condition} order by enrollments.id for update of enrollments`
  return runIn(tx, query.compile(sql))
}

/** Enrollments through what the actor's permission reaches, locked in the order of their ids. Missing and out of reach are left out. */
export const lockEnrollments = (tx: Tx, actor: Actor, permission: Permission, ids: readonly string[]): Promise<EnrollmentRecord[]> =>
  lockWhere(tx, raw<boolean>`enrollments.id = any(${[...ids]}::uuid[]) and ${enrollmentsWithin(actor, permission)}`)

/** One of them. NOT_FOUND is the same for missing and out of reach. */
export async function enrollmentInReach(tx: Tx, actor: Actor, permission: Permission, enrollmentId: string): Promise<EnrollmentRecord> {
  const [enrollment] = await lockEnrollments(tx, actor, permission, [enrollmentId])
  if (!enrollment) throw notFound('Enrollment')
  return enrollment
}

/** The enrollment of whoever has the code of its status page, locked; null for a code that nobody has. */
export async function lockOwn(tx: Tx, token: string): Promise<EnrollmentRecord | null> {
  const hash = hashOf(token, 'enrollment-status')
  if (hash === null) return null
  return (await lockWhere(tx, raw<boolean>`enrollments.status_hash = ${hash}`))[0] ?? null
}

/** The enrollment for which this condition holds, locked, or null. */
export const lockOne = async (tx: Tx, condition: RawBuilder<boolean>): Promise<EnrollmentRecord | null> =>
  (await lockWhere(tx, condition))[0] ?? null

/** CONFLICT for whoever is second: who decided, and when. */
export const decided = (enrollment: EnrollmentRecord) =>
  new AppError('CONFLICT', `${decidedWords(enrollment)} Nothing was changed.`, {
    reason: 'DECIDED',
    current: {
      status: enrollment.state,
      decidedByLabel: enrollment.decidedByLabel,
      decidedAt: enrollment.decidedAt?.toISOString() ?? null,
    },
  })

/** Throws CONFLICT (DECIDED) unless it still waits. It must be locked. */
export function insistOnPending(enrollment: EnrollmentRecord): void {
  if (enrollment.state !== 'PENDING') throw decided(enrollment)
}

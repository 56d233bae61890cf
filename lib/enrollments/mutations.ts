import { reachOf } from '../core/actor.ts'
import { showCode } from '../core/codes.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { approvalCodeOf, inboxLinkOf, statusLinkOf } from './codes.ts'
import { EXPIRY_BATCH, NEVER_DELETED } from './rules.ts'
import { enrollmentIdInput, noInput, startEnrollmentInput } from './schema.ts'
import { enrollmentInReach, poolDetail, targetOf } from './steps.ts'
import { expireBatch, placeToStart } from './steps-start.ts'
import { insertEnrollment, insistOnFreeUsername, takePlace } from './steps-link.ts'
import { announce } from './steps-mail.ts'
import type { StartedEnrollment } from './views.ts'

/**
 * Begins an enrollment for a username: gives the link of the applicant's own page, where they fill in the rest, and the approval code, both
 * once. An approver decides with that code, whoever it is. `poolId` says what approval gives; its paused, expired and full pools are a RULE.
 * Whoever is limited to groups names one of them, or a pool of one. Nothing about the caller's own session changes.
 */
export const startEnrollment = defineMutation({
  name: 'startEnrollment',
  permission: 'enrollment:invite',
  input: startEnrollmentInput,
  limit: { points: 120, seconds: 600 },
  async run({ actor, tx, audit }, { poolId, groupId, email = '', ...person }): Promise<StartedEnrollment> {
    const place = await placeToStart(tx, actor, { poolId, groupId, email, reach: reachOf(actor, 'enrollment:invite') })
    await insistOnFreeUsername(tx, person.username)
    if (place.pool && !(await takePlace(tx, place.pool.id)))
      throw new AppError('RULE', 'This pool takes nobody at this moment. Nothing was started.', { reason: 'USED_UP' })
    const { id, statusCode } = await insertEnrollment(tx, {
      ...person,
      email,
      ...place,
      source: 'administrator',
      linkId: null,
      organisation: '',
      answers: [],
      hasAgreed: false,
      startedBy: { id: actor.id, label: actor.label },
      needsApprovalCode: true,
      isConfirmed: false,
      isReady: email !== '',
      csr: '',
    })
    const target = targetOf({ ...person, id, email })
    await audit.record('enrollment.started', { target, detail: { ...poolDetail(place.pool), source: 'administrator', link: null } })
    if (email !== '') await announce(tx, [id])
    const { sealedApprovalCode } = await tx.enrollment.findUniqueOrThrow({ where: { id }, select: { sealedApprovalCode: true } })
    const approvalCode = showCode(approvalCodeOf({ id, sealedApprovalCode }) ?? '')
    return { enrollmentId: id, statusLink: statusLinkOf(statusCode), approvalCode, inboxLink: inboxLinkOf(id) }
  },
})

/** Always refuses (RULE NEVER_DELETED): enrollments say who came in, and who decided (seed 003). The database refuses it too. */
export const deleteEnrollment = defineMutation({
  name: 'deleteEnrollment',
  permission: 'enrollment:approve',
  input: enrollmentIdInput,
  async run({ actor, tx, audit }, { enrollmentId }) {
    await enrollmentInReach(tx, actor, 'enrollment:approve', enrollmentId)
    refuse(NEVER_DELETED)
    audit.unchanged()
  },
})

/**
 * Ends the waiting of enrollments whose time is over by the database's clock, oldest first and at most 500 at once; gives back how many. The
 * hourly job calls it until none are left. Applicants are told, and their usernames are free again.
 */
export const expireEnrollments = defineMutation({
  name: 'expireEnrollments',
  permission: 'system:maintain-enrollments',
  input: noInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    const expired = await expireBatch(tx, EXPIRY_BATCH)
    await audit.recordMany(
      'enrollment.expired',
      expired.map((one) => ({ target: targetOf(one), detail: {} })),
    )
    return expired.length
  },
})

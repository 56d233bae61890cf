// The secrets of an enrollment: each is found by a keyed hash, or kept sealed for one row alone.
import '#server-only'
import { CODE_LENGTHS, makeCode, readCode, showCode } from '../core/codes.ts'
import { lookupHash, seal, unseal } from '../core/crypto.ts'
import { env } from '../core/env.ts'

/** What a code of a link, or of a status page, is found by; null for what can be none. */
export function hashOf(typed: string, kind: 'enrollment-link' | 'enrollment-status'): string | null {
  const code = readCode(typed, CODE_LENGTHS.link)
  return code === null ? null : lookupHash(code, kind)
}

/** A new secret for the applicant's own page: what is told, what it is found by, and what is kept. */
export function makeStatusCode(enrollmentId: string) {
  const code = makeCode(CODE_LENGTHS.link)
  return { code, hash: lookupHash(code, 'enrollment-status'), sealed: seal(code, `enrollment-status:${enrollmentId}`) }
}
/** The secret of the applicant's own page, from its row. */
export const statusCodeOf = (row: { id: string; sealedStatusCode: string }) => unseal(row.sealedStatusCode, `enrollment-status:${row.id}`)

/** A new approval code, sealed for its row. */
export const makeApprovalCode = (enrollmentId: string) => seal(makeCode(CODE_LENGTHS.approval), `approval-code:${enrollmentId}`)
/** The approval code that an applicant shows, from its row; null once it is decided. */
export const approvalCodeOf = (row: { id: string; sealedApprovalCode: string | null }): string | null =>
  row.sealedApprovalCode === null ? null : unseal(row.sealedApprovalCode, `approval-code:${row.id}`)
/** A code in groups of four. */
export const shown = (code: string | null) => (code === null ? null : showCode(code))

/** Where approvers find an enrollment. It carries no authority. */
export const inboxLinkOf = (enrollmentId: string) => `${env.appUrl}/inbox/enrollments/${enrollmentId}`
/** The applicant's own page. */
export const statusLinkOf = (code: string) => `${env.appUrl}/enrollment?token=${code}`
/** Whether applicants can be written to. */
export const hasMail = () => env.smtpUrl !== undefined

import type { UserStatus } from '../users/schema.ts'
import type { CertificateState } from './list.ts'

type WhyNot = { reason: string; message: string } | null

/** RFC 5280, appendix A: a common name ends after 64 characters (ub-common-name). */
export const MOST_NAME = 64
/** How many certificates of one user may wait or be valid at the same time. */
export const MOST_LIVE = 10
/** After so many tries a certificate counts as failed, and somebody has to look. */
export const MOST_ATTEMPTS = 8

/** Why this user can have no certificate, or null. */
export function whyNotCertificate(user: { username: string; status: UserStatus }): WhyNot {
  if (user.status !== 'ACTIVE')
    return { reason: 'NOT_ACTIVE', message: 'Certificates are for active users, and this one is not. Nothing was issued.' }
  if (user.username.length > MOST_NAME)
    return {
      reason: 'NAME_TOO_LONG',
      message: `A certificate has room for ${MOST_NAME} characters of a username (RFC 5280), and this one has ${user.username.length}. Nothing was issued; shorten the username first.`,
    }
  return null
}

/** Why somebody cannot have one more, or null. */
export const whyNotAnother = (live: number): WhyNot =>
  live < MOST_LIVE
    ? null
    : {
        reason: 'TOO_MANY',
        message: `${MOST_LIVE} certificates are waiting or valid already, which is the limit. Nothing was issued; revoke one that is no longer used.`,
      }

type Shown = { state: CertificateState; ownKey: boolean; hasKey: boolean }

/** Why a certificate cannot be downloaded, or null. The key goes out once; where the key is the user's own there is nothing to lose. */
export function whyNotDownload(certificate: Shown): WhyNot {
  if (certificate.state === 'pending')
    return { reason: 'NOT_ISSUED', message: 'This certificate is being made. Nothing was handed out; try again in a moment.' }
  if (certificate.state !== 'valid')
    return { reason: 'NOT_VALID', message: 'This certificate is not valid, so it is not handed out. Ask for a new one.' }
  if (!certificate.ownKey && !certificate.hasKey)
    return {
      reason: 'HANDED_OUT',
      message: 'This certificate was downloaded already, and its key is kept nowhere here. Renew it to get one with a new key.',
    }
  return null
}

/** Why a certificate cannot be renewed, or null. */
export const whyNotRenew = (certificate: Pick<Shown, 'state'>): WhyNot =>
  certificate.state === 'valid' || certificate.state === 'expired'
    ? null
    : {
        reason: 'NOT_ISSUED',
        message: 'Only certificates that are valid or have expired can be renewed. Nothing was issued; ask for a new one.',
      }

/** Why a certificate cannot be revoked, or null. Revoked already is no reason: it changes nothing. */
export const whyNotRevoke = (certificate: Pick<Shown, 'state'>): WhyNot =>
  certificate.state === 'expired'
    ? { reason: 'EXPIRED', message: 'This certificate has expired, so nobody can use it. Nothing was changed.' }
    : null

/** Why there is nothing to try again, or null. */
export const whyNotRetry = (certificate: Pick<Shown, 'state'>): WhyNot =>
  certificate.state === 'failed' || certificate.state === 'pending'
    ? null
    : { reason: 'NOT_FAILED', message: 'This certificate did not fail. Nothing was changed.' }

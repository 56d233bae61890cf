// What administrators do to the certificates of others.
import { can, type Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { insistOnNotOutranked } from '../roles/steps.ts'
import { userInReach, usersInReach } from '../users/steps.ts'
import { publicKeyOfCsr } from './csr.ts'
import { whyNotRenew, whyNotRetry, whyNotRevoke } from './rules.ts'
import { certificateIdInput, issueCertificateInput, renewCertificateInput, revokeCertificateInput } from './schema.ts'
import { revokeOne } from './steps.ts'
import { certificateInReach, keyForRenewal, requestOne, targetOf } from './steps-one.ts'

/** Whoever brings the key signs in as the user with it: that takes what making a login code for them takes. */
async function insistOnMayImpersonate(tx: Tx, actor: Actor, userId: string) {
  const isInReach = can(actor, 'login-code:create') && (await usersInReach(tx, actor, 'login-code:create', [userId])).length === 1
  if (!isInReach)
    throw new AppError(
      'FORBIDDEN',
      'With a key of your own you could sign in as this user. That needs the permission to make login codes for them. Nothing was issued; leave the request out, and the user downloads the key.',
      { reason: 'login-code:create' },
    )
}

/**
 * Asks for a certificate for a user; a job signs it, and the user alone can download the key, once. With `csr` its holder signs in as this
 * user, so that also takes `login-code:create` for them. Refuses users who outrank the actor, who are not active, whose username is longer
 * than 64 characters, and an eleventh live certificate.
 */
export const issueCertificate = defineMutation({
  name: 'issueCertificate',
  permission: 'certificate:issue',
  input: issueCertificateInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, csr }) {
    const user = await userInReach(tx, actor, 'certificate:issue', userId)
    await insistOnNotOutranked(tx, actor, [userId])
    if (csr) await insistOnMayImpersonate(tx, actor, userId)
    audit.unchanged() // the step records it
    return requestOne(tx, actor, user, csr ? { publicKeyPem: publicKeyOfCsr(csr, user.username) } : {})
  },
})

/**
 * Asks for a new certificate in the place of one that is valid or has expired. The old one stays valid to its end, so that nobody stands
 * outside meanwhile. A user's own key goes on unless `csr` brings another, which is refused as in `issueCertificate`.
 */
export const renewCertificate = defineMutation({
  name: 'renewCertificate',
  permission: 'certificate:issue',
  input: renewCertificateInput,
  sensitive: true,
  async run({ actor, tx, audit }, { certificateId, csr }) {
    const { userId } = await certificateInReach(tx, actor, 'certificate:issue', certificateId, { look: true })
    const user = await userInReach(tx, actor, 'certificate:issue', userId)
    await insistOnNotOutranked(tx, actor, [userId])
    const certificate = await certificateInReach(tx, actor, 'certificate:issue', certificateId)
    refuse(whyNotRenew(certificate))
    if (csr) await insistOnMayImpersonate(tx, actor, userId)
    audit.unchanged() // the step records it
    return requestOne(tx, actor, user, { ...keyForRenewal(certificate, csr, user.username), renewalOfId: certificateId })
  },
})

/**
 * Revokes a certificate for good, also one that waits: its key is gone, sessions that began with it end with their next request, and the
 * list says so within moments. Revoked already: nothing changes. Refuses a stale `version` (CONFLICT STALE), expired ones, and those of
 * users who outrank the actor.
 */
export const revokeCertificate = defineMutation({
  name: 'revokeCertificate',
  permission: 'certificate:revoke',
  input: revokeCertificateInput,
  sensitive: true,
  async run({ actor, tx, audit }, { certificateId, version, reason, note }) {
    const certificate = await certificateInReach(tx, actor, 'certificate:revoke', certificateId)
    if (certificate.state === 'revoked') return audit.unchanged()
    refuse(whyNotRevoke(certificate))
    if (certificate.version !== version)
      throw new AppError('CONFLICT', 'This certificate has changed since you opened the page. Nothing was changed; look at it again.', {
        reason: 'STALE',
        current: { state: certificate.state, version: certificate.version },
      })
    await insistOnNotOutranked(tx, actor, [certificate.userId])
    audit.unchanged() // the step records it
    await revokeOne(tx, actor, certificateId, reason, note)
  },
})

/** Tries again to sign a certificate that failed or waits. */
export const retryCertificate = defineMutation({
  name: 'retryCertificate',
  permission: 'certificate:issue',
  input: certificateIdInput,
  async run({ actor, tx, audit, enqueue }, { certificateId }) {
    const certificate = await certificateInReach(tx, actor, 'certificate:issue', certificateId)
    refuse(whyNotRetry(certificate))
    await insistOnNotOutranked(tx, actor, [certificate.userId])
    await tx.$executeRaw`update certificates set state = 'PENDING', attempts = 0, version = version + 1 where id = ${certificateId}::uuid`
    await enqueue('certificates.issue', { certificateId })
    await audit.record('certificate.requested', {
      target: targetOf(certificate),
      detail: { certificateId, serial: certificate.serial, fingerprint: null, ownKey: certificate.ownKey },
    })
  },
})

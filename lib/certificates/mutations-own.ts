// What people do with their own certificates.
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { setting } from '../settings/read.ts'
import { publicKeyOfCsr } from './csr.ts'
import { filePassword, pemFile, pfxFile } from './key-file.ts'
import { whyNotDownload, whyNotRenew, whyNotRevoke } from './rules.ts'
import { downloadOwnCertificateInput, renewCertificateInput, requestOwnCertificateInput, revokeOwnCertificateInput } from './schema.ts'
import { revokeOne } from './steps.ts'
import { insistOnSelfService, lockedSelf, readDownload, takeKey } from './steps-own.ts'
import { keyForRenewal, ownCertificate, requestOne, targetOf } from './steps-one.ts'

/** Signing costs little, and nobody has so many devices. */
const REQUESTS = { points: 10, seconds: 3_600 }
/** A file costs about a second of work. */
const DOWNLOADS = { points: 40, seconds: 3_600 }

/**
 * Asks for a certificate of one's own; a job signs it within moments. Refused (RULE) where the setting `certificate.selfService` leaves it
 * to others, for a username of more than 64 characters, and for an eleventh live one; INVALID on `csr` for what `publicKeyOfCsr` refuses.
 */
export const requestOwnCertificate = defineMutation({
  name: 'requestOwnCertificate',
  permission: 'account:use-certificates',
  input: requestOwnCertificateInput,
  limit: REQUESTS,
  sensitive: true,
  async run({ actor, tx, audit }, { csr }) {
    const user = await lockedSelf(tx, actor)
    await insistOnSelfService(tx, actor)
    audit.unchanged() // the step records it
    return requestOne(tx, actor, user, csr ? { publicKeyPem: publicKeyOfCsr(csr, user.username) } : {})
  },
})

/** Asks for a new certificate in the place of an own one, as `renewCertificate` does. Whoever has one may renew it, whatever the setting. */
export const renewOwnCertificate = defineMutation({
  name: 'renewOwnCertificate',
  permission: 'account:use-certificates',
  input: renewCertificateInput,
  limit: REQUESTS,
  sensitive: true,
  async run({ actor, tx, audit }, { certificateId, csr }) {
    const user = await lockedSelf(tx, actor)
    const certificate = await ownCertificate(tx, actor, certificateId)
    refuse(whyNotRenew(certificate))
    audit.unchanged() // the step records it
    return requestOne(tx, actor, user, { ...keyForRenewal(certificate, csr, user.username), renewalOfId: certificateId })
  },
})

/** Revokes one's own certificate, as `revokeCertificate` does. It asks for no password: a lost key is not for waiting. */
export const revokeOwnCertificate = defineMutation({
  name: 'revokeOwnCertificate',
  permission: 'account:use-certificates',
  input: revokeOwnCertificateInput,
  async run({ actor, tx, audit }, { certificateId, reason }) {
    const certificate = await ownCertificate(tx, actor, certificateId)
    audit.unchanged() // the step records it
    if (certificate.state === 'revoked') return
    refuse(whyNotRevoke(certificate))
    await revokeOne(tx, actor, certificateId, reason, '')
  },
})

/**
 * An own certificate as a file, base64, with a random password that is in this answer and nowhere else. A key that was made here goes out
 * with the first download and is gone from here in the same transaction: however many ask at once, one gets it. A certificate for the
 * user's own key comes without one, as often as wanted. `legacy` is refused unless the setting `certificate.legacyPfx` allows it.
 */
export const downloadOwnCertificate = defineMutation({
  name: 'downloadOwnCertificate',
  permission: 'account:use-certificates',
  input: downloadOwnCertificateInput,
  limit: DOWNLOADS,
  sensitive: true,
  timeoutSeconds: 30,
  async run({ actor, tx, audit }, { certificateId, format, legacy }) {
    if (legacy && (format !== 'pfx' || setting('certificate.legacyPfx') === 'off'))
      throw new AppError('RULE', 'Files for old devices are not allowed here. Nothing was handed out; choose the ordinary PFX file.', {
        reason: 'LEGACY_OFF',
      })
    const certificate = await ownCertificate(tx, actor, certificateId, { look: true })
    refuse(whyNotDownload(certificate))
    const contents = await readDownload(tx, certificate)
    const password = filePassword()
    const file =
      format === 'pfx' ? await pfxFile(contents, password, legacy ? 'legacy' : 'strong') : Buffer.from(await pemFile(contents, password))
    if (contents.key) await takeKey(tx, certificate)
    const { serial, fingerprint } = certificate
    await audit.record('certificate.downloaded', {
      target: targetOf(certificate),
      detail: { certificateId, serial, fingerprint, format, legacy },
    })
    return {
      fileName: `${certificate.username}.${format}`,
      contentType: format === 'pfx' ? 'application/x-pkcs12' : 'application/x-pem-file',
      base64: file.toString('base64'),
      ...(format === 'pfx' || contents.key ? { password } : {}),
    }
  },
})

import { z } from 'zod'
import { flag, id, line, version } from '../core/fields.ts'
import { REVOCATION_REASON_NAMES } from '../core/revocation-reasons.ts'

/** No request for a certificate that we take needs more: RSA of 8,192 bits with every extension there is stays below. */
const CSR_LIMIT = 16_384
const CHAIN_LIMIT = 65_536

const pem = (limit: number, what: string) =>
  z
    .string({ error: `Paste ${what}.` })
    .trim()
    .max(limit, `At most ${limit.toLocaleString('en')} characters.`)

/**
 * A certificate signing request (PKCS #10, PEM), at most 16 KB; empty counts as none. What is in it is judged by the operation: only its
 * public key is taken.
 */
export const csr = pem(CSR_LIMIT, 'a certificate signing request')
  .optional()
  .transform((text) => text || undefined)

/** Why an administrator revokes a certificate. */
export const certificateRevocationReason = z.enum(REVOCATION_REASON_NAMES, { error: 'Choose one of the reasons.' }).default('unspecified')
/** The reasons that people may give for their own. */
export const OWN_REASONS = ['unspecified', 'key_compromise', 'superseded', 'cessation_of_operation'] as const

/** A file for a person: PKCS #12, which everything imports, or PEM. */
export const DOWNLOAD_FORMATS = ['pfx', 'pem'] as const

export const certificateIdInput = z.strictObject({ certificateId: id })
export const certificatesOfUserInput = z.strictObject({ userId: id })
export const ownCertificatesInput = z.strictObject({})

/** Asks for a certificate of one's own. Without `csr` the key is made here and handed out once. */
export const requestOwnCertificateInput = z.strictObject({ csr })
/** Issues a certificate to somebody. With `csr` whoever holds that key can sign in as this user. */
export const issueCertificateInput = z.strictObject({ userId: id, csr })
/** The new certificate is for a new key; for the key of before when that was the user's own and no `csr` is given. */
export const renewCertificateInput = z.strictObject({ certificateId: id, csr })
/** `note` is for the audit log. */
export const revokeCertificateInput = z.strictObject({
  certificateId: id,
  version,
  reason: certificateRevocationReason,
  note: line(500).default(''),
})
export const revokeOwnCertificateInput = z.strictObject({
  certificateId: id,
  reason: z.enum(OWN_REASONS, { error: 'Choose one of the reasons.' }).default('unspecified'),
})
/** `legacy`: PKCS #12 as old devices need it, where the setting allows it. */
export const downloadOwnCertificateInput = z.strictObject({
  certificateId: id,
  format: z.enum(DOWNLOAD_FORMATS, { error: 'Choose PFX or PEM.' }).default('pfx'),
  legacy: flag.default(false),
})

export const authorityInput = z.strictObject({})
/** `replace` must be said when there is an authority already: what it signed stays valid and can still be revoked. */
export const createAuthorityInput = z.strictObject({ replace: flag.default(false) })
/** `certificatePem`: the authority's certificate first, then what signed it, at most 8; `password` when the key is encrypted. */
export const importAuthorityInput = z.strictObject({
  certificatePem: pem(CHAIN_LIMIT, 'the certificate of the authority').min(1, 'Paste the certificate of the authority.'),
  keyPem: pem(CSR_LIMIT, 'its private key').min(1, 'Paste its private key.'),
  password: z.string().max(1_000).optional(),
  replace: flag.default(false),
})

/** The list of one authority, or of the present one. */
export const revocationListInput = z.strictObject({ authorityId: id.optional() })

export const issuePendingInput = z.strictObject({ certificateId: id })
export const failedIssueInput = z.strictObject({ certificateId: id, error: z.string().max(2_000), final: z.boolean().default(false) })
export const maintenanceInput = z.strictObject({})

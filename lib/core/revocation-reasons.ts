/**
 * Why a certificate, or the access of a user, ends: the CRLReason codes of RFC 5280, section 5.3.1, under the names that seed 003 uses.
 * Without `certificate_hold` and `remove_from_crl`: what is revoked here stays revoked.
 */
export const REVOCATION_REASONS = {
  unspecified: { code: 0, label: 'Unspecified' },
  key_compromise: { code: 1, label: 'Key compromised' },
  ca_compromise: { code: 2, label: 'Certificate authority compromised' },
  affiliation_changed: { code: 3, label: 'Affiliation changed' },
  superseded: { code: 4, label: 'Superseded' },
  cessation_of_operation: { code: 5, label: 'No longer needed' },
  privilege_withdrawn: { code: 9, label: 'Privilege withdrawn' },
  aa_compromise: { code: 10, label: 'Attribute authority compromised' },
} as const

export type RevocationReason = keyof typeof REVOCATION_REASONS

/** The names, for schemas and choices. */
export const REVOCATION_REASON_NAMES = Object.keys(REVOCATION_REASONS) as [RevocationReason, ...RevocationReason[]]

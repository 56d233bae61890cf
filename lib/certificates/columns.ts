import { sql as raw } from 'kysely'
import type { CertificateState } from './list.ts'

/** A certificate as lists show it. Nothing secret: the key is only said to be there. */
export type CertificateSummary = {
  id: string
  userId: string
  /** The user's name when it was asked for, and the username that it is for. */
  userLabel: string
  username: string
  state: CertificateState
  serial: string
  /** SHA-256, hexadecimal; null until it is issued. */
  fingerprint: string | null
  notBefore: Date | null
  notAfter: Date | null
  createdAt: Date
  createdByLabel: string
  /** The user has the key: it came with a request. */
  ownKey: boolean
  /** The key is here and was not handed out yet. */
  hasKey: boolean
  handedOutAt: Date | null
  revokedAt: Date | null
  revocationReason: string
  /** What went wrong when it was last tried; empty when nothing did. */
  lastError: string
  renewalOfId: string | null
  version: number
}

/** A certificate as its page shows it. */
export type CertificateDetail = CertificateSummary & {
  certificatePem: string
  attempts: number
  revokedByLabel: string
  /** Who signed it; null until it is issued. */
  authority: { id: string; subject: string } | null
  /** The newest certificate that takes its place, if there is one. */
  renewedById: string | null
  /** Whether its user was not removed for good. */
  userExists: boolean
}

/** `CertificateState` of a row, by the database's clock. */
export const STATE = raw<CertificateState>`case when state = 'ISSUED' and not_after <= now() then 'expired' when state = 'ISSUED' then 'valid'
  else lower(state::text) end`

/** The columns of `CertificateSummary`. */
export const SUMMARY = raw`id::text, user_id::text as "userId", user_label as "userLabel", username, ${STATE} as state, serial, fingerprint,
  not_before as "notBefore", not_after as "notAfter", created_at as "createdAt", created_by_label as "createdByLabel",
  public_key_pem <> '' as "ownKey", sealed_private_key is not null as "hasKey", handed_out_at as "handedOutAt", revoked_at as "revokedAt",
  revocation_reason as "revocationReason", last_error as "lastError", renewal_of_id::text as "renewalOfId", version`

/** The columns of `CertificateDetail`. */
export const DETAIL = raw`${SUMMARY}, certificate_pem as "certificatePem", attempts, revoked_by_label as "revokedByLabel",
  (select json_build_object('id', authority.id, 'subject', authority.subject) from certificate_authorities authority
    where authority.id = certificates.authority_id) as authority,
  (select newer.id::text from certificates newer where newer.renewal_of_id = certificates.id and newer.user_id = certificates.user_id
    order by newer.created_at desc limit 1) as "renewedById",
  exists (select from users where users.id = certificates.user_id) as "userExists"`

/** An authority as its screen shows it. Never its key. */
export type AuthorityView = {
  id: string
  subject: string
  certificatePem: string
  chainPem: string
  imported: boolean
  /** SHA-256, hexadecimal. */
  fingerprint: string
  notBefore: Date
  notAfter: Date
  createdAt: Date
  createdByLabel: string
  retiredAt: Date | null
  crlNumber: number
  crlThisUpdate: Date | null
  crlNextUpdate: Date | null
}

/** The columns of `AuthorityView`. */
export const AUTHORITY = raw`id::text, subject, certificate_pem as "certificatePem", chain_pem as "chainPem", imported, fingerprint,
  not_before as "notBefore", not_after as "notAfter", created_at as "createdAt", created_by_label as "createdByLabel",
  retired_at as "retiredAt", crl_number as "crlNumber", crl_this_update as "crlThisUpdate", crl_next_update as "crlNextUpdate"`

import type { CertificateState } from '../../lib/certificates/list.ts'
import { OWN_REASONS } from '../../lib/certificates/schema.ts'
import { REVOCATION_REASONS, REVOCATION_REASON_NAMES, type RevocationReason } from '../../lib/core/revocation-reasons.ts'
import type { Tone } from '../ui/badge.tsx'

/** What a state is called, also in the filter. */
export const STATE_WORDS: Record<CertificateState, string> = {
  pending: 'Pending',
  valid: 'Valid',
  expired: 'Expired',
  revoked: 'Revoked',
  failed: 'Failed',
}
export const STATE_TONES: Record<CertificateState, Tone> = {
  pending: 'info',
  valid: 'success',
  expired: 'neutral',
  revoked: 'danger',
  failed: 'danger',
}

/** A fingerprint as browsers and openssl write it: pairs in capitals with colons between them. */
export const fingerprintWords = (hex: string) => hex.toUpperCase().match(/../g)?.join(':') ?? ''

/** Who did it, as people say it: what the background jobs do, Gatehouse does. */
export const byWords = (label: string) => (/^[a-z-]+\.[a-z-]+$/.test(label) ? 'Gatehouse' : label)

const isReason = (name: string): name is RevocationReason => Object.hasOwn(REVOCATION_REASONS, name)
/** What a reason is called; one that this version does not know says its own name. */
export const reasonWords = (name: string) => (isReason(name) ? REVOCATION_REASONS[name].label : name)

const optionsOf = (names: readonly RevocationReason[]) => names.map((value) => ({ value, label: REVOCATION_REASONS[value].label }))
/** The reasons of RFC 5280 that an administrator chooses from. */
export const REASON_OPTIONS = optionsOf(REVOCATION_REASON_NAMES)

const OWN_LABELS: Record<(typeof OWN_REASONS)[number], string> = {
  unspecified: 'I would rather not say',
  key_compromise: 'The key or the file was lost or stolen',
  superseded: 'I have a newer one',
  cessation_of_operation: 'I do not need it any more',
}
/** The reasons that people give for their own, in their words. */
export const OWN_REASON_OPTIONS = OWN_REASONS.map((value) => ({ value, label: OWN_LABELS[value] }))

const DAY_MS = 86_400_000
const SOON_DAYS = 30
/** Whether a valid certificate ends within 30 days, so that somebody should renew it. */
export const endsSoon = ({ state, notAfter }: { state: CertificateState; notAfter: Date | null }, now: Date) =>
  state === 'valid' && notAfter !== null && notAfter.getTime() - now.getTime() < SOON_DAYS * DAY_MS

const RECENT_MS = 120_000
/** Whether a pending certificate was asked for so short a time ago that it is about to be signed. */
export const isAboutToBeSigned = ({ state, createdAt }: { state: CertificateState; createdAt: Date }, now: Date) =>
  state === 'pending' && now.getTime() - createdAt.getTime() < RECENT_MS

const EVENTS: Record<string, string> = {
  'certificate.requested': 'asked for it',
  'certificate.issued': 'signed it',
  'certificate.failed': 'could not sign it',
  'certificate.downloaded': 'downloaded it',
  'certificate.revoked': 'revoked it',
}
/** What happened to a certificate, in words that follow the actor; an event without words here says what the log says. */
export const eventWords = (event: string, sentence: string) => EVENTS[event] ?? sentence

/** Why it happened, from what the log has of it. */
export function eventReason({ detail, reason }: { detail: Record<string, unknown>; reason: string }): string {
  const given = typeof detail.revocationReason === 'string' ? reasonWords(detail.revocationReason) : ''
  const error = typeof detail.error === 'string' ? detail.error : ''
  const format =
    typeof detail.format === 'string' ? `${detail.format.toUpperCase()}${detail.legacy === true ? ' for old devices' : ''}` : ''
  return [given || error || format, reason].filter(Boolean).join(' – ')
}

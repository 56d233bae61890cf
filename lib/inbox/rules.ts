// Pure rules about items of the inbox. Runs in browsers too.
import type { WhyNot } from './views.ts'

/** After so many hours the same approvers are told of the next items only by digest and reminder; see `notifyApprovers`. */
export const MOST_NOTICES_AN_HOUR = 60
/** So many approvers are told of one item. */
export const MOST_TOLD = 50
/** The badge counts to here. */
export const BADGE_LIMIT = 100
/** So many items one transaction of the hourly job reminds of, and so many people one of the daily job writes to. */
export const REMINDER_BATCH = 500
export const DIGEST_BATCH = 100

const unchanged = (reason: string, message: string): WhyNot => ({ reason, message: `${message} Nothing was changed.` })

/** Why somebody cannot decide about an item that carries their own e-mail address or is their own, or null. */
export function whyNotOwn(isOwn: boolean): WhyNot {
  return isOwn ? unchanged('OWN_REQUEST', 'Nobody decides about their own request. Ask somebody else who may.') : null
}

/** Whether an e-mail address is of one of these domains: exactly, or of a sub-domain of `*.example.org`. No domains: any address is. */
export function isOfDomain(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return true
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return domains.some((allowed) => (allowed.startsWith('*.') ? domain.endsWith(allowed.slice(1)) : domain === allowed))
}

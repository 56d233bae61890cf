// Why the viewer cannot act on certificates, for the pages that offer it.
import { whyNotCertificate } from '../lib/certificates/rules.ts'
import { can, type Actor } from '../lib/core/actor.ts'
import { PERMISSIONS, type Permission } from '../lib/core/permissions.ts'
import type { UserDetail } from '../lib/users/columns.ts'

/** The sentence on a button for which the viewer lacks this permission; null when it is held. */
export const missing = (actor: Actor, permission: Permission): string | null =>
  can(actor, permission) ? null : `You have no role that allows this: ${PERMISSIONS[permission].description.toLowerCase()}.`

/** Why nobody acts on the certificates of a user who may do more than they; null when that is not so. */
export const outranking = ({ outranks }: Pick<UserDetail, 'outranks'>): string | null =>
  outranks ? 'This user may do things that you may not, so you cannot act on their account.' : null

/** What the rule says after a try, as it reads before one. */
const before = (message: string) =>
  message.replace(' Nothing was issued.', '').replace(/Nothing was issued; (\w)/, (_, first: string) => first.toUpperCase())

/** Why this viewer cannot issue a certificate to this user now, or null. The operation checks the same again. */
export function whyNotIssue(actor: Actor, user: UserDetail): string | null {
  const rule = whyNotCertificate(user)
  return missing(actor, 'certificate:issue') ?? (rule && before(rule.message)) ?? outranking(user)
}

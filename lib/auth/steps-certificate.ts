import { sql as raw } from 'kysely'
import type { PresentedCertificate } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { labelOf } from '../users/rules.ts'

type Found = {
  certificateId: string
  state: string
  isInTime: boolean
  certificateName: string
  userId: string
  username: string | null
  fullName: string | null
  status: string | null
}
type Owner =
  | { user: { id: string; username: string; fullName: string; certificateId: string } }
  | { user: null; userId: string | null; label: string; why: string }

function whyNot(found: Found, { name }: PresentedCertificate) {
  if (found.state !== 'ISSUED') return 'certificate-revoked'
  if (!found.isInTime) return 'certificate-out-of-time'
  if (name === null || name !== found.certificateName || name !== found.username) return 'certificate-of-another-name'
  return found.status === 'ACTIVE' ? null : (found.status ?? 'purged').toLowerCase()
}

/**
 * Whose certificate this is, with the user kept as they are until the transaction ends; or why it signs nobody in. Serial number and SHA-256
 * must both be those of one that we issued, and its one common name the username of an active user.
 */
export async function ownerOfCertificate(tx: Tx, presented: PresentedCertificate): Promise<Owner> {
  const query = raw<Found>`
    select certificates.id::text as "certificateId", certificates.state::text as state, certificates.username as "certificateName",
      coalesce(now() between certificates.not_before and certificates.not_after, false) as "isInTime", certificates.user_id::text as "userId",
      users.username, users.full_name as "fullName", users.status::text as status
    from certificates left join users on users.id = certificates.user_id
    where certificates.serial = ${presented.serial} and certificates.fingerprint = ${presented.fingerprint} for share of certificates`
  const [found] = await runIn(tx, query.compile(sql))
  if (!found) return { user: null, userId: null, label: 'unknown', why: 'certificate-unknown' }
  const { certificateId, userId, username, fullName } = found
  const named = { username: username ?? found.certificateName, fullName: fullName ?? '' }
  const why = whyNot(found, presented)
  return why === null ? { user: { id: userId, certificateId, ...named } } : { user: null, userId, label: labelOf(named), why }
}

import '#server-only'
import { randomBytes } from 'node:crypto'
import { recordAudit } from '../audit/record.ts'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { RevocationReason } from '../core/revocation-reasons.ts'
import { enqueue, enqueueMany } from '../jobs/queue.ts'
import { publicKeyOfCsr } from './csr.ts'
import { whyNotCertificate } from './rules.ts'

/** Who is to get a certificate: an active user, locked. `label` is their name as the log writes it. */
export type CertificateFor = {
  id: string
  username: string
  label: string
  /** Their own request; without one, or `publicKeyPem`, the key is made here. */
  csr?: string
  /** A key that was judged before, as `publicKeyOfCsr` gives it. */
  publicKeyPem?: string
  renewalOfId?: string
}
/** What became of the wish: the row that the job will sign, or why there is none. */
export type Requested = { certificateId: string } | { why: string }

/** 127 random bits, never 0 and always 16 bytes: at least the 64 bits that the CA/Browser Forum asks for, and one form to look up. */
const newSerial = () => {
  const bytes = randomBytes(16)
  bytes[0] = 0x40 | ((bytes[0] as number) & 0x3f)
  return bytes.toString('hex')
}

const targetOf = (user: { id: string; label: string }) => ({ type: 'user' as const, id: user.id, label: user.label })

function keyOf(user: CertificateFor): { publicKeyPem: string } | { why: string } {
  const why = whyNotCertificate({ username: user.username, status: 'ACTIVE' })
  if (why) return { why: why.message }
  try {
    return { publicKeyPem: user.publicKeyPem ?? (user.csr ? publicKeyOfCsr(user.csr, user.username) : '') }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { why: error.detail.fields?.csr?.[0] ?? error.message }
  }
}

/**
 * Asks for a certificate for each of these users, who must be active and locked: a waiting row, a job and an audit row each, with a
 * constant number of statements. Whoever can have none (a name of more than 64 characters, a request that is not taken) gets an audit row
 * that says why, and no certificate; nothing is thrown. The answer has every user.
 */
export async function requestCertificatesFor(tx: Tx, actor: Actor, users: readonly CertificateFor[]): Promise<Map<string, Requested>> {
  const judged = users.map((user) => ({ user, id: newId(), serial: newSerial(), ...keyOf(user) }))
  const asked = judged.filter((each) => 'publicKeyPem' in each)
  const refused = judged.filter((each) => 'why' in each)
  if (asked.length > 0)
    await tx.$executeRawUnsafe(
      `insert into certificates (id, user_id, user_label, username, serial, public_key_pem, renewal_of_id, created_by_id, created_by_label)
       select given.*, $8::uuid, $9 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[]) as given`,
      asked.map(({ id }) => id),
      asked.map(({ user }) => user.id),
      asked.map(({ user }) => user.label),
      asked.map(({ user }) => user.username),
      asked.map(({ serial }) => serial),
      asked.map(({ publicKeyPem }) => publicKeyPem),
      asked.map(({ user }) => user.renewalOfId ?? null),
      actor.id,
      actor.label,
    )
  const entries = asked.map(({ user, id, serial, publicKeyPem }) => ({
    target: targetOf(user),
    detail: { certificateId: id, serial, fingerprint: null, ownKey: publicKeyPem !== '' },
  }))
  await recordAudit(tx, actor, 'certificate.requested', entries)
  await recordAudit(
    tx,
    actor,
    'certificate.not-issued',
    refused.map(({ user, why }) => ({ target: targetOf(user), detail: { why } })),
  )
  await enqueueMany(
    tx,
    'certificates.issue',
    asked.map(({ id }) => ({ certificateId: id })),
  )
  return new Map(judged.map((each) => [each.user.id, 'why' in each ? { why: each.why } : { certificateId: each.id }]))
}

type Revoked = { id: string; userId: string; label: string; serial: string; fingerprint: string | null }

/** What every revocation has: an audit row for each, an end to the sessions that it began, and a new list. */
async function finish(tx: Tx, actor: Actor, revoked: readonly Revoked[], reason: RevocationReason, note: string) {
  if (revoked.length === 0) return
  const ids = revoked.map(({ id }) => id)
  await tx.$executeRaw`update sessions set ended_at = now(), end_reason = 'certificate-revoked'
    where user_id = any(${revoked.map(({ userId }) => userId)}::uuid[]) and certificate_id = any(${ids}::uuid[]) and ended_at is null`
  const entries = revoked.map(({ id, userId, label, serial, fingerprint }) => ({
    target: targetOf({ id: userId, label }),
    detail: { certificateId: id, serial, fingerprint, revocationReason: reason },
    reason: note,
  }))
  await recordAudit(tx, actor, 'certificate.revoked', entries)
  if (revoked.some(({ fingerprint }) => fingerprint !== null)) await enqueue(tx, 'certificates.publish-crl', {})
}

/**
 * Revokes all that these users have, waiting ones too, with one statement: keys that were not fetched yet are gone, sessions that began
 * with one of them end, the list is published anew. Gives back how many each user had; users without any are not in the answer.
 */
export async function revokeCertificatesOf(
  tx: Tx,
  actor: Actor,
  userIds: readonly string[],
  reason: RevocationReason,
): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map()
  const revoked = await tx.$queryRaw<Revoked[]>`
    update certificates set state = 'REVOKED', revoked_at = now(), revocation_reason = ${reason}, revoked_by_label = ${actor.label},
      sealed_private_key = null, version = version + 1
    where user_id = any(${[...userIds]}::uuid[]) and (state in ('PENDING', 'FAILED') or (state = 'ISSUED' and not_after > now()))
    returning id::text, user_id::text as "userId", user_label as label, serial, fingerprint`
  await finish(tx, actor, revoked, reason, '')
  const counts = new Map<string, number>()
  for (const { userId } of revoked) counts.set(userId, (counts.get(userId) ?? 0) + 1)
  return counts
}

/** Revokes one certificate, which must be locked and not be revoked yet. */
export async function revokeOne(tx: Tx, actor: Actor, certificateId: string, reason: RevocationReason, note: string): Promise<void> {
  const revoked = await tx.$queryRaw<Revoked[]>`
    update certificates set state = 'REVOKED', revoked_at = now(), revocation_reason = ${reason}, revoked_by_label = ${actor.label},
      sealed_private_key = null, version = version + 1
    where id = ${certificateId}::uuid and state <> 'REVOKED'
    returning id::text, user_id::text as "userId", user_label as label, serial, fingerprint`
  await finish(tx, actor, revoked, reason, note)
}

/** Takes the names of users who are removed for good off their certificates; usernames stay, as they do in `usernames`. */
export async function forgetHolders(tx: Tx, userIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`update certificates set user_label = username where user_id = any(${[...userIds]}::uuid[]) and user_label <> username`
}

import '#server-only'
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import type { Permission } from '../core/permissions.ts'
import { STATE } from './columns.ts'
import { publicKeyOfCsr } from './csr.ts'
import type { CertificateState } from './list.ts'
import { whyNotAnother, whyNotCertificate } from './rules.ts'
import { certificatesWithin } from './scope.ts'
import { requestCertificatesFor, type CertificateFor } from './steps.ts'
import type { UserRecord } from '../users/steps.ts'
import { labelOf } from '../users/rules.ts'

/** What acts on one certificate need to know. */
export type CertificateRecord = {
  id: string
  userId: string
  userLabel: string
  username: string
  state: CertificateState
  serial: string
  fingerprint: string | null
  publicKeyPem: string
  ownKey: boolean
  hasKey: boolean
  sealedKey: string | null
  attempts: number
  version: number
}

const RECORD = raw`id::text, user_id::text as "userId", user_label as "userLabel", username, ${STATE} as state, serial, fingerprint,
  public_key_pem as "publicKeyPem", public_key_pem <> '' as "ownKey", sealed_private_key is not null as "hasKey",
  sealed_private_key as "sealedKey", attempts, version`

/** How the audit log names whose certificate it is. */
export const targetOf = (certificate: { userId: string; userLabel: string }) => ({
  type: 'user' as const,
  id: certificate.userId,
  label: certificate.userLabel,
})

const find = async (tx: Tx, condition: RawBuilder<unknown>) => {
  const query = raw<CertificateRecord>`select ${RECORD} from certificates where ${condition}`
  const [row] = await runIn(tx, query.compile(sql))
  return row ?? null
}

/** One certificate, locked until the transaction ends, whoever asks; null when there is none. For the jobs. */
export const lockedCertificate = (tx: Tx, certificateId: string) => find(tx, raw`id = ${certificateId}::uuid for update`)

const locking = (look: boolean) => (look ? raw`` : raw`for update`)

/**
 * One certificate of a user within reach, locked unless `look` says that looking is enough: whoever locks the user too does that first.
 * Throws NOT_FOUND, the same whether it is missing or out of reach.
 */
export async function certificateInReach(
  tx: Tx,
  actor: Actor,
  permission: Permission,
  certificateId: string,
  { look = false } = {},
): Promise<CertificateRecord> {
  const row = await find(tx, raw`id = ${certificateId}::uuid and ${certificatesWithin(actor, permission)} ${locking(look)}`)
  if (!row) throw notFound('Certificate')
  return row
}

/** One of the actor's own certificates, locked unless `look` says that looking is enough. Throws NOT_FOUND for everybody else's. */
export async function ownCertificate(tx: Tx, actor: Actor, certificateId: string, { look = false } = {}): Promise<CertificateRecord> {
  const row = await find(tx, raw`id = ${certificateId}::uuid and user_id = ${actor.id}::uuid ${locking(look)}`)
  if (!row) throw notFound('Certificate')
  return row
}

/** The key of a renewal: that of the request, or the one of before when it is the user's own; else one is made here. */
export function keyForRenewal(certificate: CertificateRecord, csr: string | undefined, username: string): { publicKeyPem?: string } {
  if (csr) return { publicKeyPem: publicKeyOfCsr(csr, username) }
  return certificate.ownKey ? { publicKeyPem: certificate.publicKeyPem } : {}
}

/**
 * Asks for one certificate for a user, who must be locked. Throws RULE when the user can have none, or has as many as there may be, and
 * INVALID on the field `csr`.
 */
export async function requestOne(
  tx: Tx,
  actor: Actor,
  user: UserRecord,
  wish: Pick<CertificateFor, 'publicKeyPem' | 'renewalOfId'>,
): Promise<{ certificateId: string }> {
  refuse(whyNotCertificate(user))
  const [counted] = await tx.$queryRaw<{ live: number }[]>`
    select count(*)::int as live from certificates
    where user_id = ${user.id}::uuid and (state = 'PENDING' or (state = 'ISSUED' and not_after > now()))`
  refuse(whyNotAnother(counted?.live ?? 0))
  const asked = await requestCertificatesFor(tx, actor, [{ id: user.id, username: user.username, label: labelOf(user), ...wish }])
  const outcome = asked.get(user.id)
  if (!outcome || 'why' in outcome) throw new AppError('RULE', outcome?.why ?? 'Nothing was issued.', { reason: 'NOT_ISSUED' })
  return outcome
}

import '#server-only'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import type { UserRecord } from '../users/steps.ts'
import { pemBlocks } from './der.ts'
import type { FileContents } from './key-file.ts'
import { whyNotDownload } from './rules.ts'
import { mayAskForOwn } from './self-service.ts'
import { openKey } from './steps-issue.ts'
import type { CertificateRecord } from './steps-one.ts'

/** The actor's own row, locked. Throws NOT_FOUND for whoever is no user. */
export async function lockedSelf(tx: Tx, actor: Actor): Promise<UserRecord> {
  const [user] = await tx.$queryRaw<UserRecord[]>`
    select id::text, username, email, full_name as "fullName", status::text as status, status_before_delete::text as "statusBeforeDelete",
      password_hash is not null as "hasPassword", version
    from users where id = ${actor.id}::uuid for update`
  if (!user) throw notFound('User')
  return user
}

/** Throws RULE unless the setting lets this user ask for certificates (`mayAskForOwn`). */
export async function insistOnSelfService(tx: Tx, actor: Actor): Promise<void> {
  const [answer] = await runIn(tx, mayAskForOwn(actor).compile(sql))
  if (answer?.may) return
  refuse({
    reason: 'NOT_OFFERED',
    message: 'Here an administrator issues certificates. Nothing was asked for; turn to one if you need a certificate.',
  })
}

/**
 * What a download of this certificate holds, which `whyNotDownload` let through. Throws CONFLICT while another download of it is under way,
 * so that nobody waits for the file of somebody else. The key is still in its row: `takeKey` decides.
 */
export async function readDownload(tx: Tx, certificate: CertificateRecord): Promise<FileContents> {
  const { id, username, sealedKey } = certificate
  const [alone] = await tx.$queryRaw<{ mine: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended('certificate download ' || ${id}, 7208)) as mine`
  if (!alone?.mine)
    throw new AppError('CONFLICT', 'This certificate is being downloaded at this very moment. Nothing was handed out here.', {
      reason: 'IN_PROGRESS',
    })
  const [row] = await tx.$queryRaw<{ certificatePem: string; authorityPem: string; chainPem: string }[]>`
    select certificates.certificate_pem as "certificatePem", authority.certificate_pem as "authorityPem", authority.chain_pem as "chainPem"
    from certificates join certificate_authorities authority on authority.id = certificates.authority_id where certificates.id = ${id}::uuid`
  if (!row) throw notFound('Certificate')
  const certificates = pemBlocks(row.certificatePem + row.authorityPem + row.chainPem, 'CERTIFICATE')
  return { certificates, name: username, key: sealedKey === null ? null : openKey(id, sealedKey) }
}

/**
 * Takes the key out of its row, by a statement that finds it for one caller only, and notes when. Throws RULE HANDED_OUT for everybody
 * else, and for a certificate that was revoked meanwhile. Last in its transaction: the row is locked from here on.
 */
export async function takeKey(tx: Tx, certificate: CertificateRecord): Promise<void> {
  const taken = await tx.$executeRaw`
    update certificates set sealed_private_key = null, handed_out_at = now(), version = version + 1
    where id = ${certificate.id}::uuid and state = 'ISSUED' and not_after > now() and sealed_private_key = ${certificate.sealedKey}`
  if (taken !== 1) refuse(whyNotDownload({ ...certificate, hasKey: false }))
}

import '#server-only'
import { X509Certificate, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { recordAudit } from '../audit/record.ts'
import type { Actor } from '../core/actor.ts'
import { seal, unseal } from '../core/crypto.ts'
import type { Tx } from '../core/db.ts'
import { env } from '../core/env.ts'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { pemOf } from './der.ts'
import { authorityCertificate, fingerprintOf, issuerOf, revocationList, type Issuer } from './sign.ts'

const AUTHORITY_LOCK = 7207
const YEARS = 10
const DAY_MS = 86_400_000
/** How long a list may be used; the next one comes within the hour. */
const LIST_LIVES_MS = DAY_MS

/** An authority as it is stored. */
export type StoredAuthority = { id: string; subject: string; certificatePem: string; chainPem: string; sealedKey: string }

const contextOf = (id: string) => `certificate-authority:${id}`
const AWAY = 'The key of the certificate authority cannot be opened. Most likely APP_ENCRYPTION_KEY is another one than when it was made.'

/** The time of the database, to the second, as certificates count. */
export async function databaseTime(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`select date_trunc('second', now()) as now`
  return row?.now ?? new Date()
}

/** Waits until nobody else makes, imports or first needs an authority, to the end of the transaction. */
export const lockAuthority = (tx: Tx) => tx.$executeRaw`select pg_advisory_xact_lock(${AUTHORITY_LOCK}::bigint)`

/** The present authority, or null while there is none. */
export async function currentAuthority(tx: Tx): Promise<StoredAuthority | null> {
  const [row] = await tx.$queryRaw<StoredAuthority[]>`
    select id::text, subject, certificate_pem as "certificatePem", chain_pem as "chainPem", sealed_key as "sealedKey"
    from certificate_authorities where retired_at is null`
  return row ?? null
}

/** Opens the key of an authority for as long as the caller holds what it gets. Throws UNAVAILABLE when it cannot be opened. */
export function openIssuer({ id, certificatePem, sealedKey }: Pick<StoredAuthority, 'id' | 'certificatePem' | 'sealedKey'>): Issuer {
  try {
    return issuerOf(certificatePem, createPrivateKey(unseal(sealedKey, contextOf(id))))
  } catch (cause) {
    throw new AppError('UNAVAILABLE', AWAY, { reason: 'AUTHORITY_KEY', cause })
  }
}

/** A new authority: what it is, and its key in PEM (PKCS #8). */
export type NewAuthority = { certificatePem: string; chainPem: string; keyPem: string; imported: boolean }

/**
 * Makes this the present authority, with an empty revocation list, and retires the one of before, whose certificates stay valid and whose
 * list goes on. The key is sealed before it is stored. The caller holds `lockAuthority`.
 */
export async function placeAuthority(tx: Tx, actor: Actor, given: NewAuthority): Promise<StoredAuthority> {
  const { certificatePem, chainPem, keyPem, imported } = given
  const id = newId()
  const certificate = new X509Certificate(certificatePem)
  const fingerprint = fingerprintOf(certificate.raw)
  const subject = certificate.subject.replaceAll('\n', ', ')
  const thisUpdate = await databaseTime(tx)
  const nextUpdate = new Date(thisUpdate.getTime() + LIST_LIVES_MS)
  const list = revocationList(issuerOf(certificatePem, createPrivateKey(keyPem)), { number: 1, thisUpdate, nextUpdate, revoked: [] })
  const sealedKey = seal(keyPem, contextOf(id))
  await tx.$executeRaw`update certificate_authorities set retired_at = now() where retired_at is null`
  await tx.$executeRaw`
    insert into certificate_authorities (id, subject, certificate_pem, chain_pem, sealed_key, imported, fingerprint, not_before, not_after,
      created_by_label, crl_der, crl_number, crl_this_update, crl_next_update)
    values (${id}::uuid, ${subject}, ${certificatePem}, ${chainPem}, ${sealedKey}, ${imported}, ${fingerprint},
      ${certificate.validFromDate}, ${certificate.validToDate}, ${actor.label}, ${list}, 1, ${thisUpdate}, ${nextUpdate})`
  await recordAudit(tx, actor, imported ? 'certificate-authority.imported' : 'certificate-authority.created', [
    { target: { type: 'certificate-authority', id, label: subject }, detail: { fingerprint } },
  ])
  return { id, subject, certificatePem, chainPem, sealedKey }
}

/** Makes an authority of our own: a key on P-384, signed by itself, for ten years. The caller holds `lockAuthority`. */
export async function makeAuthority(tx: Tx, actor: Actor): Promise<StoredAuthority> {
  const now = await databaseTime(tx)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + YEARS)
  const certificate = authorityCertificate(privateKey, {
    serial: `40${randomBytes(15).toString('hex')}`,
    name: 'Gatehouse certificate authority',
    organisation: new URL(env.appUrl).hostname,
    notBefore: new Date(now.getTime() - 3_600_000),
    notAfter,
  })
  const keyPem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
  return placeAuthority(tx, actor, { certificatePem: pemOf('CERTIFICATE', certificate), chainPem: '', keyPem, imported: false })
}

/** The present authority; made now when this is the first need of one, once however many need it at the same moment. */
export async function neededAuthority(tx: Tx, actor: Actor): Promise<StoredAuthority> {
  const known = await currentAuthority(tx)
  if (known) return known
  await lockAuthority(tx)
  return (await currentAuthority(tx)) ?? (await makeAuthority(tx, actor))
}

type Listed = Pick<StoredAuthority, 'id' | 'certificatePem' | 'sealedKey'> & { number: number }

/**
 * Signs the lists of all authorities anew, retired ones too until they end, each with the next number and all that is revoked; good for 24
 * hours. An authority whose key cannot be opened keeps its old list and is in the answer.
 */
export async function publishLists(tx: Tx): Promise<{ published: number; failed: string[] }> {
  const authorities = await tx.$queryRaw<Listed[]>`
    select id::text, certificate_pem as "certificatePem", sealed_key as "sealedKey", crl_number as number
    from certificate_authorities where not_after > now() order by id for update`
  const thisUpdate = await databaseTime(tx)
  const nextUpdate = new Date(thisUpdate.getTime() + LIST_LIVES_MS)
  const failed: string[] = []
  for (const authority of authorities) {
    // An entry stays a week longer than its certificate would have lasted: RFC 5280 wants it on one list after that.
    const revoked = await tx.$queryRaw<Parameters<typeof revocationList>[1]['revoked']>`
      select serial, revoked_at as "revokedAt", revocation_reason as reason from certificates
      where authority_id = ${authority.id}::uuid and state = 'REVOKED' and certificate_pem <> '' and not_after > now() - interval '7 days'
      order by revoked_at, id`
    let list: Buffer
    try {
      list = revocationList(openIssuer(authority), { number: authority.number + 1, thisUpdate, nextUpdate, revoked })
    } catch {
      failed.push(authority.id)
      continue
    }
    await tx.$executeRaw`update certificate_authorities set crl_der = ${list}, crl_number = crl_number + 1,
      crl_this_update = ${thisUpdate}, crl_next_update = ${nextUpdate} where id = ${authority.id}::uuid`
  }
  return { published: authorities.length - failed.length, failed }
}

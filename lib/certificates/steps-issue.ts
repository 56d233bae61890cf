import '#server-only'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { Actor } from '../core/actor.ts'
import { seal, unseal } from '../core/crypto.ts'
import type { Tx } from '../core/db.ts'
import { env } from '../core/env.ts'
import { AppError } from '../core/errors.ts'
import { setting } from '../settings/read.ts'
import { pemOf } from './der.ts'
import { fingerprintOf, userCertificate } from './sign.ts'
import { databaseTime, neededAuthority, openIssuer } from './steps-authority.ts'

const DAY_MS = 86_400_000
/** Clocks differ: whoever gets a certificate may use it at once. */
const GRACE_MS = 300_000

const contextOf = (certificateId: string) => `certificate-key:${certificateId}`

/** The private key of a certificate that was not handed out yet. */
export const openKey = (certificateId: string, sealed: string) => createPrivateKey(unseal(sealed, contextOf(certificateId)))

/** A waiting certificate, locked. */
export type Waiting = { id: string; username: string; serial: string; publicKeyPem: string }

/** A key on P-256: every device of the last fifteen years takes it, and making one costs nothing, where RSA-4096 takes seconds. */
function makeKey(certificateId: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { publicKey, sealedKey: seal(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string, contextOf(certificateId)) }
}

/**
 * Signs a waiting certificate and stores it, with its key if that is made here: all in the caller's transaction, so that a row is waiting
 * or complete and never anything between. Makes the authority at first need. Throws UNAVAILABLE when the authority cannot sign.
 */
export async function signWaiting(tx: Tx, actor: Actor, row: Waiting): Promise<{ fingerprint: string }> {
  const authority = await neededAuthority(tx, actor)
  const issuer = openIssuer(authority)
  const now = await databaseTime(tx)
  if (issuer.notAfter.getTime() - now.getTime() < DAY_MS)
    throw new AppError(
      'UNAVAILABLE',
      'The certificate authority has ended. Create or import a new one; waiting certificates are issued then.',
      {
        reason: 'AUTHORITY_ENDED',
      },
    )
  const { publicKey, sealedKey } = row.publicKeyPem ? { publicKey: createPublicKey(row.publicKeyPem), sealedKey: null } : makeKey(row.id)
  const notBefore = new Date(Math.max(now.getTime() - GRACE_MS, issuer.notBefore.getTime()))
  const notAfter = new Date(Math.min(now.getTime() + setting('certificate.days') * DAY_MS, issuer.notAfter.getTime()))
  const crlUrl = `${env.appUrl}/crl/${authority.id}.der`
  const content = userCertificate(issuer, { serial: row.serial, username: row.username, publicKey, notBefore, notAfter, crlUrl })
  const fingerprint = fingerprintOf(content)
  await tx.$executeRaw`
    update certificates set state = 'ISSUED', authority_id = ${authority.id}::uuid, fingerprint = ${fingerprint}, not_before = ${notBefore},
      not_after = ${notAfter}, certificate_pem = ${pemOf('CERTIFICATE', content)}, sealed_private_key = ${sealedKey}, attempts = attempts + 1,
      last_error = '', version = version + 1
    where id = ${row.id}::uuid and state = 'PENDING'`
  return { fingerprint }
}

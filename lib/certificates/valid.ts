import '#server-only'
import { sql as raw, type Kysely } from 'kysely'
import type { DB } from '../../prisma/kysely/types.ts'

/** A certificate that signs its user in now. */
export type ValidCertificate = { certificateId: string; userId: string; username: string; fullName: string; notAfter: Date }

const hex = (text: string) => {
  const plain = text.replaceAll(':', '').toLowerCase()
  return /^[0-9a-f]{1,64}$/.test(plain) ? plain : null
}

/**
 * The certificate with this serial number and this SHA-256 fingerprint (hexadecimal, in any case, with or without colons), if it is issued,
 * not revoked, within its time by the database's clock, and its user is active; else null. Asked for every request: what was revoked a
 * moment ago is not valid any more.
 */
export async function validCertificate(sql: Kysely<DB>, serial: string, fingerprint: string): Promise<ValidCertificate | null> {
  const [number, print] = [hex(serial)?.replace(/^0+/, ''), hex(fingerprint)]
  if (!number || print?.length !== 64) return null
  const { rows } = await raw<ValidCertificate>`
    select certificates.id::text as "certificateId", users.id::text as "userId", users.username, users.full_name as "fullName",
      certificates.not_after as "notAfter"
    from certificates join users on users.id = certificates.user_id
    where certificates.serial = ${number} and certificates.fingerprint = ${print} and certificates.state = 'ISSUED'
      and now() between certificates.not_before and certificates.not_after and users.status = 'ACTIVE'`.execute(sql)
  return rows[0] ?? null
}

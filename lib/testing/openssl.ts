// The other opinion on everything that lib/certificates makes: Debian's openssl.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueCertificate } from '../jobs/issue-certificate.ts'
import { issueCertificate as askFor } from '../certificates/mutations.ts'
import { db } from '../core/db.ts'
import { system } from './world.ts'

/** Runs `openssl` beside these files; gives what it said, on both channels, and whether it was content. */
export function openssl(args: readonly string[], files: Record<string, string | Buffer> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8', timeout: 20_000 })
    return { ok: status === 0, said: `${stdout}${stderr}` }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a command gives that must work, such as a request or a key. */
export function made(args: readonly string[], files: Record<string, string | Buffer> = {}): string {
  const { ok, said } = openssl(args, files)
  if (!ok) throw new Error(said)
  return said
}

/** A key on P-256, or with the options of `genpkey`. */
export const makeKey = (...options: string[]) =>
  made(['genpkey', '-quiet', ...(options.length > 0 ? options : ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'])])

/** A request for this subject, signed with this key. */
export const makeCsr = (subject: string, key: string, ...options: string[]) =>
  made(['req', '-new', '-batch', '-key', 'key.pem', '-subj', subject, ...options], { 'key.pem': key })

/** An issued certificate of this user, by asking and doing the job. */
export async function issuedFor(userId: string, csr?: string) {
  const { certificateId } = await askFor(system, { userId, csr })
  await issueCertificate({ certificateId })
  return db.certificate.findUniqueOrThrow({ where: { id: certificateId } })
}

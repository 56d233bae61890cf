// What a test does to certificates of a running Gatehouse, in a process with its database and secrets.
//   certificates.mjs issue USERNAME CSR   makes the user if there is none, issues a certificate for that request, prints it in PEM
//   certificates.mjs revoke USERNAME      revokes all of theirs
//   certificates.mjs authority            prints the authority's certificate
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { loadSecrets } from '../../scripts/secrets.mjs'

loadSecrets(process.env.GATEHOUSE_DATA)
const { closeDatabase, db } = await import('../../lib/core/db.ts')
const { systemActor } = await import('../../lib/core/actor.ts')
const { stopQueue } = await import('../../lib/jobs/queue.ts')
const { issueCertificate, revokeCertificate } = await import('../../lib/certificates/mutations.ts')
const { createUser } = await import('../../lib/users/mutations.ts')
const system = systemActor('test')
const [command, username = '', file = ''] = process.argv.slice(2)

async function issue() {
  const known = await db.user.findFirst({ where: { username }, select: { id: true } })
  const userId = known?.id ?? (await createUser(system, { username, email: `${username}@example.org` })).userId
  const { certificateId } = await issueCertificate(system, { userId, csr: readFileSync(file, 'utf8') })
  for (;;) {
    const { state, certificatePem, lastError } = await db.certificate.findUniqueOrThrow({ where: { id: certificateId } })
    if (state === 'ISSUED') return certificatePem
    if (state === 'FAILED') throw new Error(lastError)
    await wait(100)
  }
}

async function revoke() {
  for (const { id: certificateId, version } of await db.certificate.findMany({ where: { username, state: 'ISSUED' } }))
    await revokeCertificate(system, { certificateId, version, reason: 'key_compromise' })
  return ''
}

const authority = async () => (await db.certificateAuthority.findFirstOrThrow({ where: { retiredAt: null } })).certificatePem

process.stdout.write(await { issue, revoke, authority }[command]())
await stopQueue()
await closeDatabase()

// What the jobs do. A job may run twice, or at the same moment as its twin: the row is locked, and only a waiting one is signed.
import { defineMutation } from '../core/operation.ts'
import { enqueueMany } from '../jobs/queue.ts'
import { MOST_ATTEMPTS, whyNotCertificate } from './rules.ts'
import { failedIssueInput, issuePendingInput, maintenanceInput } from './schema.ts'
import { publishLists } from './steps-authority.ts'
import { signWaiting } from './steps-issue.ts'
import { lockedCertificate, targetOf } from './steps-one.ts'
import type { UserStatus } from '../users/schema.ts'

const RENAMED = 'The user has another username now. Ask for a new certificate.'
const GONE = 'The user is not active any more.'

/**
 * Signs one waiting certificate, exactly once: run twice or in parallel it changes nothing more. A user who is not active, or has another
 * name by now, gets none, and the row says so. Throws what kept it from signing; the row waits on.
 */
export const issuePendingCertificate = defineMutation({
  name: 'issuePendingCertificate',
  permission: 'system:maintain-certificates',
  input: issuePendingInput,
  async run({ actor, tx, audit }, { certificateId }) {
    const row = await lockedCertificate(tx, certificateId)
    if (row?.state !== 'pending') return (audit.unchanged(), { state: row?.state ?? null })
    const [user] = await tx.$queryRaw<{ username: string; status: UserStatus }[]>`
      select username, status::text as status from users where id = ${row.userId}::uuid`
    const why = !user || whyNotCertificate(user) ? GONE : user.username === row.username ? null : RENAMED
    const named = { certificateId, serial: row.serial }
    if (why) {
      await tx.$executeRaw`update certificates set state = 'FAILED', last_error = ${why}, version = version + 1 where id = ${certificateId}::uuid`
      await audit.record('certificate.failed', { target: targetOf(row), detail: { ...named, fingerprint: null, error: why } })
      return { state: 'failed' as const }
    }
    const { fingerprint } = await signWaiting(tx, actor, row)
    await audit.record('certificate.issued', { target: targetOf(row), detail: { ...named, fingerprint } })
    return { state: 'valid' as const }
  },
})

/** Writes down that a certificate could not be signed. The eighth time, or at once when `final`, it counts as failed and is recorded. */
export const recordFailedIssue = defineMutation({
  name: 'recordFailedIssue',
  permission: 'system:maintain-certificates',
  input: failedIssueInput,
  async run({ tx, audit }, { certificateId, error, final }) {
    audit.unchanged()
    const row = await lockedCertificate(tx, certificateId)
    if (row?.state !== 'pending') return { state: row?.state ?? null }
    const isOver = final || row.attempts + 1 >= MOST_ATTEMPTS
    await tx.$executeRaw`update certificates set attempts = attempts + 1, last_error = ${error}, version = version + 1,
      state = case when ${isOver} then 'FAILED' else 'PENDING' end::"CertificateState" where id = ${certificateId}::uuid`
    if (!isOver) return { state: 'pending' as const }
    const detail = { certificateId, serial: row.serial, fingerprint: null, error }
    await audit.record('certificate.failed', { target: targetOf(row), detail })
    return { state: 'failed' as const }
  },
})

/** Signs all revocation lists anew (`publishLists`). What they hold was recorded when it was revoked. */
export const publishRevocationLists = defineMutation({
  name: 'publishRevocationLists',
  permission: 'system:maintain-certificates',
  input: maintenanceInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    audit.unchanged()
    return publishLists(tx)
  },
})

/** Puts certificates that have waited for an hour back into the queue: their jobs were lost. At most 1,000 at once; gives back how many. */
export const requeueWaitingCertificates = defineMutation({
  name: 'requeueWaitingCertificates',
  permission: 'system:maintain-certificates',
  input: maintenanceInput,
  async run({ tx, audit }) {
    audit.unchanged()
    const rows = await tx.$queryRaw<{ certificateId: string }[]>`
      select id::text as "certificateId" from certificates
      where state = 'PENDING' and created_at < now() - interval '1 hour' order by created_at, id limit 1000`
    await enqueueMany(tx, 'certificates.issue', rows)
    return rows.length
  },
})

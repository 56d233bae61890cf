import type { Tx } from '../core/db.ts'

/**
 * Takes everything personal off the enrollments of users who are removed for good, messages and mails included. What stays says that
 * somebody with this username came in, when, by which link, and who decided.
 */
export async function forgetApplicants(tx: Tx, userIds: readonly string[]): Promise<void> {
  const forgotten = await tx.$queryRaw<{ id: string }[]>`
    update enrollments set email = '', first_name = '', last_name = '', organisation = '', answers = '[]', extra = '{}', csr = '', confirmation_hash = null,
      reason = '', note = '', version = version + 1
    where user_id = any(${[...userIds]}::uuid[]) returning id::text`
  const ids = forgotten.map(({ id }) => id)
  if (ids.length === 0) return
  await tx.$executeRaw`delete from enrollment_messages where enrollment_id = any(${ids}::uuid[])`
  await tx.$executeRaw`delete from outbox_messages where about_id = any(${ids}::uuid[])`
}

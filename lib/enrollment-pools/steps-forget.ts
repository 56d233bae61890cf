import type { Tx } from '../core/db.ts'

/**
 * Takes addresses, names and messages off the invitations of users who are removed for good, whether they came by them or had the address
 * since, with the mails about them. What stays says who invited somebody, when, and into what. Call it while the users and what they wrote
 * when they joined are still there.
 */
export async function forgetInvited(tx: Tx, userIds: readonly string[]): Promise<void> {
  const ids = [...userIds]
  const forgotten = await tx.$queryRaw<{ id: string }[]>`
    update enrollment_pools set email = 'removed', name = 'Removed', first_name = '', last_name = '', welcome = '', active = false,
      deleted_at = coalesce(deleted_at, now()), version = version + 1
    where kind = 'invitation' and id in (
      select pool_id from enrollments where user_id = any(${ids}::uuid[])
      union all select invited.id from enrollment_pools invited join users on lower(users.email) = lower(invited.email)
        where users.id = any(${ids}::uuid[]) and invited.kind = 'invitation')
    returning id::text as id`
  if (forgotten.length === 0) return
  await tx.$executeRaw`delete from outbox_messages where about_id in (
    select id from enrollment_links where pool_id = any(${forgotten.map(({ id }) => id)}::uuid[]))`
}

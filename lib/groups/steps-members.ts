// Members and their mails, set-based. The group must be locked.
import { sql as raw } from 'kysely'
import type { AuditEntry } from '../audit/events.ts'
import type { Actor } from '../core/actor.ts'
import { exactTime } from '../core/format.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { queueMails, type Mail } from '../mail/steps.ts'
import { labelOf } from '../users/rules.ts'
import type { UserRecord } from '../users/steps.ts'
import type { Membership } from './rules.ts'
import type { MemberRole } from './schema.ts'

/** A membership as it stands, with its version. */
export type MemberRecord = Membership & { userId: string; version: number }

/** The memberships of these users in a group, locked in the order of their ids; whoever is in it not at all is left out. */
export function membersAmong(tx: Tx, groupId: string, userIds: readonly string[]): Promise<MemberRecord[]> {
  const query = raw<MemberRecord>`select user_id as "userId", role::text as role, valid_until as "validUntil",
      coalesce(valid_until <= now(), false) as ended, version
    from group_members where group_id = ${groupId}::uuid and user_id = any(${[...userIds]}::uuid[]) order by user_id for update`
  return runIn(tx, query.compile(sql))
}

/** One membership, locked, or null. */
export const memberOf = async (tx: Tx, groupId: string, userId: string): Promise<MemberRecord | null> =>
  (await membersAmong(tx, groupId, [userId]))[0] ?? null

type Wanted = { role: MemberRole; validUntil: Date | null }

/** Puts users into a group with one statement, in the actor's name; whoever was in it before is in it anew. */
export async function putMembers(tx: Tx, actor: Actor, groupId: string, userIds: readonly string[], { role, validUntil }: Wanted) {
  if (userIds.length === 0) return
  await tx.$executeRaw`
    insert into group_members (group_id, user_id, role, valid_until, added_by_id, added_by_label)
    select ${groupId}::uuid, id, ${role}::"GroupMemberRole", ${validUntil}::timestamptz, ${actor.id}::uuid, ${actor.label}
    from unnest(${[...userIds]}::uuid[]) as chosen (id)
    on conflict (group_id, user_id) do update set role = excluded.role, valid_until = excluded.valid_until, added_at = excluded.added_at,
      added_by_id = excluded.added_by_id, added_by_label = excluded.added_by_label, version = group_members.version + 1`
}

/** Changes what somebody is in a group, and until when; who added them stays. */
export const changeMember = (tx: Tx, groupId: string, userId: string, { role, validUntil }: Wanted) =>
  tx.groupMember.update({
    where: { groupId_userId: { groupId, userId } },
    data: { role, validUntil, version: { increment: 1 } },
    select: { version: true },
  })

/** What the log says of a membership. */
export const memberDetail = (
  group: { id: string; name: string },
  { role, validUntil }: Wanted,
): AuditEntry<'group.member-added'>['detail'] => ({
  group: group.name,
  groupId: group.id,
  role,
  validUntil: validUntil?.toISOString() ?? null,
})

/** How the log names a user. */
export const userTarget = (user: { id: string; fullName: string; username: string }) => ({
  type: 'user' as const,
  id: user.id,
  label: labelOf(user),
})

type Told = Pick<UserRecord, 'id' | 'username' | 'email' | 'fullName'>

/** Tells users what became of their requests. */
export const mailDecisions = (
  tx: Tx,
  users: readonly Told[],
  group: { name: string },
  { approved, note, validUntil }: { approved: boolean; note: string; validUntil: Date | null },
) =>
  queueMails(
    tx,
    users.map((user): Mail => {
      const to = { toAddress: user.email, toName: user.fullName, userId: user.id }
      const values = { name: user.fullName || user.username, group: group.name, note }
      if (!approved) return { template: 'group-request-rejected', values, ...to }
      return { template: 'group-request-approved', values: { ...values, until: validUntil ? exactTime(validUntil) : '' }, ...to }
    }),
  )

/**
 * Approves the waiting requests of users who are being let into a group by another road, and tells them: nothing is left to decide. Gives
 * back for whom.
 */
export async function settleRequests(
  tx: Tx,
  actor: Actor,
  group: { id: string; name: string },
  users: readonly Told[],
  validUntil: Date | null,
) {
  const settled = await tx.$queryRaw<{ userId: string }[]>`
    update group_requests set status = 'APPROVED', decided_at = now(), decided_by_id = ${actor.id}::uuid, decided_by_label = ${actor.label},
      version = version + 1
    where group_id = ${group.id}::uuid and user_id = any(${users.map(({ id }) => id)}::uuid[]) and status = 'PENDING'
    returning user_id::text as "userId"`
  const asked = new Set(settled.map(({ userId }) => userId))
  const told = users.filter(({ id }) => asked.has(id))
  await mailDecisions(tx, told, group, { approved: true, note: '', validUntil })
  return told
}

/** Withdraws the waiting request of somebody who leaves. */
export const withdrawRequestOf = (tx: Tx, actor: Actor, groupId: string, userId: string) =>
  tx.groupRequest.updateMany({
    where: { groupId, userId, status: 'PENDING' },
    data: { status: 'WITHDRAWN', decidedAt: new Date(), decidedById: actor.id, decidedByLabel: actor.label, version: { increment: 1 } },
  })

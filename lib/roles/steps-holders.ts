import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound, refuse } from '../core/errors.ts'
import { groupsWithin } from '../groups/scope.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach, type UserRecord } from '../users/steps.ts'
import { renewInvitations } from '../users/steps-create.ts'
import { whyNotHoldRoles } from './rules.ts'
import { insistOnNotOutranked } from './steps.ts'

/** Who holds a grant, locked until the transaction ends: a user, or a group whose members inherit it. */
export type Holder = { type: 'user'; id: string; label: string; user: UserRecord } | { type: 'group'; id: string; label: string }
/** As operations take it: exactly one of the two. */
export type NamedHolder = { userId?: string | undefined; groupId?: string | undefined }

/** The group, if the actor's right to assign reaches it. Its row is locked, members may still come and go. */
async function groupToAssign(tx: Tx, actor: Actor, groupId: string): Promise<Holder> {
  const [group] = await runIn(
    tx,
    raw<{ id: string; label: string }>`select id::text as id, name as label from groups
      where id = ${groupId}::uuid and ${groupsWithin(actor, 'role:assign')} for no key update`.compile(sql),
  )
  if (!group) throw notFound('Group')
  return { type: 'group', ...group }
}

/** Who is to hold a grant, or holds it, if the actor's right to assign reaches them. Throws NOT_FOUND. */
export async function holderInReach(tx: Tx, actor: Actor, { userId, groupId }: NamedHolder): Promise<Holder> {
  if (userId === undefined) return groupToAssign(tx, actor, groupId as string)
  const user = await userInReach(tx, actor, 'role:assign', userId)
  return { type: 'user', id: user.id, label: labelOf(user), user }
}

/** The same for whoever is to be given more: users in the trash and users who outrank the actor are refused. */
export async function holderToGive(tx: Tx, actor: Actor, named: NamedHolder): Promise<Holder> {
  const holder = await holderInReach(tx, actor, named)
  if (holder.type === 'group') return holder
  refuse(whyNotHoldRoles(holder.user))
  await insistOnNotOutranked(tx, actor, [holder.id])
  return holder
}

/** The columns of `grants` that say who holds it. */
export const holding = ({ type, id }: Pick<Holder, 'type' | 'id'>) =>
  type === 'user' ? { userId: id, groupId: null } : { userId: null, groupId: id }

/** Login codes were made for users who could do less: whoever made one must not become them with more. */
const voidLoginCodesAmong = (tx: Tx, among: RawBuilder<unknown>) =>
  runIn(
    tx,
    raw`update login_codes set voided_at = now() from users where users.id = login_codes.user_id and used_at is null and voided_at is null
      and expires_at > now() and ${among}`.compile(sql),
  )

async function renewAmong(tx: Tx, among: RawBuilder<unknown>) {
  await voidLoginCodesAmong(tx, among)
  const query = raw<{ id: string; username: string; email: string; fullName: string }>`
    select id::text as id, username, email, full_name as "fullName" from users
    where password_hash is null and id in (select user_id from one_time_tokens where purpose = 'SET_PASSWORD' and used_at is null
      and voided_at is null and expires_at > now()) and ${among}`
  const users = await runIn(tx, query.compile(sql))
  await renewInvitations(
    tx,
    users.map((user) => ({ ...user, hasPassword: false })),
  )
}

/** `renewInvitations` for everybody who holds a role, since it allows more than when their first link was shown. */
export const renewInvitationsOfRole = (tx: Tx, roleId: string) =>
  renewAmong(tx, raw`exists (select from effective_grants held where held.user_id = users.id and held.role_id = ${roleId}::uuid)`)

/** `renewInvitations` for the holder of a new grant: the user, or all members of the group and of its sub-groups. */
export async function renewInvitationsOf(tx: Tx, holder: Holder): Promise<void> {
  if (holder.type === 'user') {
    await voidLoginCodesAmong(tx, raw`users.id = ${holder.id}::uuid`)
    return renewInvitations(tx, [holder.user])
  }
  await renewAmong(
    tx,
    raw`exists (select from group_members member join group_tree tree on tree.group_id = member.group_id
      where member.user_id = users.id and tree.ancestor_id = ${holder.id}::uuid)`,
  )
}

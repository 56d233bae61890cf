import type { Tx } from '../core/db.ts'
import { poolsOfGroup, type PoolsConcerned } from '../enrollment-pools/steps-deletion.ts'
import type { DeletionPreview } from './views.ts'

/** What goes with a group when it is deleted, counted. */
export async function whatGoesWith(tx: Tx, groupId: string): Promise<Omit<DeletionPreview, 'preview' | 'whyNot'>> {
  const [counted] = await tx.$queryRaw<Omit<DeletionPreview, 'preview' | 'whyNot' | keyof PoolsConcerned>[]>`select
    (select count(*)::int from group_members where group_id = ${groupId}::uuid) as members,
    (select count(*)::int from groups where parent_id = ${groupId}::uuid) as "subGroups",
    (select count(*)::int from grants where group_id = ${groupId}::uuid) as "grantsHeld",
    (select count(*)::int from grants where reach_group_id = ${groupId}::uuid and group_id is distinct from ${groupId}::uuid) as "grantsLimited",
    (select count(*)::int from group_requests where group_id = ${groupId}::uuid) as requests,
    (select count(*)::int from banners where audience_group_id = ${groupId}::uuid) as banners`
  if (!counted) throw new Error('A count without a row.')
  return { ...counted, ...(await poolsOfGroup(tx, groupId)) }
}

type Unproven = { id: string; username: string; email: string; fullName: string; hasPassword: boolean }

/** Members of a group and of those below it who have no password yet: whoever made them may know their first link, so it must not gain rights. */
export const unprovenMembers = (tx: Tx, groupId: string): Promise<Unproven[]> =>
  tx.$queryRaw<Unproven[]>`select distinct users.id::text as id, username, email, full_name as "fullName", false as "hasPassword"
    from group_tree tree join group_members member on member.group_id = tree.group_id join users on users.id = member.user_id
    where tree.ancestor_id = ${groupId}::uuid and users.password_hash is null and users.status = 'ACTIVE'
      and (member.valid_until is null or member.valid_until > now())`

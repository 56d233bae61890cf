import { sql as raw } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound } from '../core/errors.ts'
import type { Permission } from '../core/permissions.ts'
import { usersInReach } from '../users/steps.ts'
import { labelOf } from '../users/rules.ts'
import { whyNotAdd } from './rules.ts'
import { groupIdWithin, groupsWithin } from './scope.ts'

/** What rules and the audit log need to know about a group. */
export type GroupRecord = {
  id: string
  name: string
  approved: boolean
  trusted: boolean
  parentId: string | null
  ownerId: string | null
  version: number
}

/**
 * The group, through what the actor's permission reaches, locked against other changes of it and its members until the transaction ends.
 * What refers to it meanwhile does not wait. Locks are taken in this order: groups, requests, users, members, administrators. NOT_FOUND is
 * the same whether it is missing or out of reach.
 */
export async function groupInReach(tx: Tx, actor: Actor, permission: Permission, groupId: string): Promise<GroupRecord> {
  // Many who wait in line for the same group are not a fault: the usual two seconds for a lock would refuse the last of them.
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  const query = raw<GroupRecord>`select id, name, approved, trusted, parent_id as "parentId", owner_id as "ownerId", version
    from groups where id = ${groupId}::uuid and ${groupsWithin(actor, permission)} for no key update`
  const [group] = await runIn(tx, query.compile(sql))
  if (!group) throw notFound('Group')
  return group
}

/** How the log names a group. */
export const targetOf = (group: { id: string; name: string }) => ({ type: 'group' as const, id: group.id, label: group.name })

/** The name of a group, for the log; null for none. */
export async function nameOf(tx: Tx, groupId: string | null): Promise<string | null> {
  if (groupId === null) return null
  return (await tx.group.findUnique({ where: { id: groupId }, select: { name: true } }))?.name ?? null
}

/** The ids of a group and of all that are above it. */
export const chainOf = (tx: Tx, groupId: string | null): Promise<string[]> =>
  groupId === null
    ? Promise.resolve([])
    : tx.groupTree.findMany({ where: { groupId }, select: { ancestorId: true } }).then((rows) => rows.map((row) => row.ancestorId))

const badField = (field: string, message: string) =>
  new AppError('INVALID', `Nothing was changed. ${message}`, { fields: { [field]: [message] } })

/**
 * Throws INVALID unless the actor's permission reaches the group that another is put under; at the top (null) it must hold everywhere, or
 * whoever is limited to groups could make one that nobody limited to them sees.
 */
export async function insistOnParent(tx: Tx, actor: Actor, permission: Permission, parentId: string | null): Promise<void> {
  if (parentId === null) {
    if (reachOf(actor, permission) === 'everywhere') return
    throw badField('parentId', 'Your rights end at your groups: choose the group that this one belongs under.')
  }
  const within = groupIdWithin(actor, permission, raw`groups.id`)
  const known = await runIn(tx, raw`select from groups where id = ${parentId}::uuid and ${within}`.compile(sql))
  if (known.length === 0) throw badField('parentId', 'There is no such group, or it is not yours to put groups under.')
}

/** The user who is to own a group, if the actor may look them up. Throws INVALID, the same for unknown, out of reach and in the trash. */
export async function newOwner(tx: Tx, actor: Actor, ownerId: string) {
  const [user] = await usersInReach(tx, actor, 'user:read', [ownerId])
  if (!user || whyNotAdd(user)) throw badField('ownerId', 'There is no such user, or they are not yours to choose.')
  return { ...user, label: labelOf(user) }
}

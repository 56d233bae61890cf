// Whoever is in a group comes under those whose rights are limited to it: nobody brings people under their own rights (threat 40).
import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { refuse } from '../core/errors.ts'
import { PERMISSIONS, type Permission } from '../core/permissions.ts'
import { usersWithin } from '../users/scope.ts'
import { whyNotCapture } from './rules.ts'
import { chainOf } from './steps.ts'

/** Managing a group is about who is in it, not about the accounts of those who are. */
const isAboutAccounts = (name: string): name is Permission => Object.hasOwn(PERMISSIONS, name) && !/^(group|enrollment):/.test(name)

/** What the actor may do to users within the group and not everywhere: one permission for every different reach. */
async function limitedTo(tx: Tx, actor: Actor, groupId: string): Promise<Permission[]> {
  const limited = [...actor.grants].flatMap(([name, reach]) => (reach !== 'everywhere' && isAboutAccounts(name) ? [{ name, reach }] : []))
  if (limited.length === 0) return []
  const above = await chainOf(tx, groupId)
  const covering = limited.filter(({ reach }) => reach.some((each) => above.includes(each)))
  return [...new Map(covering.map(({ name, reach }) => [[...reach].sort().join(), name])).values()]
}

/**
 * Those of the users to whom the actor could do, once they are in the group, what they cannot do to them now. Never the actor, nor anybody
 * for an actor whose rights are not limited to it or a group above it.
 */
export async function capturedBy(tx: Tx, actor: Actor, groupId: string, userIds: readonly string[]): Promise<Set<string>> {
  const permissions = userIds.length === 0 ? [] : await limitedTo(tx, actor, groupId)
  if (permissions.length === 0) return new Set()
  const reached = raw.join(
    permissions.map((permission) => usersWithin(actor, permission)),
    raw` and `,
  )
  const query = raw<{ id: string }>`select id::text as id from users
    where id = any(${[...userIds]}::uuid[]) and id is distinct from ${actor.id}::uuid and not (${reached})`
  return new Set((await runIn(tx, query.compile(sql))).map(({ id }) => id))
}

/** Throws RULE CAPTURE if being in the group brings the user under rights of the actor that do not reach them now. */
export async function insistOnNotCaptured(tx: Tx, actor: Actor, groupId: string, userId: string): Promise<void> {
  refuse(whyNotCapture((await capturedBy(tx, actor, groupId, [userId])).size > 0))
}

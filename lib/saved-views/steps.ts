import { sql as raw } from 'kysely'
import { canEverywhere, type Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { whyNotChange, whyNotShare } from './rules.ts'
import { rolesHeldBy, viewsSeenBy } from './scope.ts'

/** Whose views an actor keeps: only people have views. */
export function ownerIdOf(actor: Actor): string {
  if (actor.id) return actor.id
  throw new AppError('FORBIDDEN', 'Only somebody who is signed in has views. Nothing was changed.')
}

/** Makes all changes of one person's views wait for each other, so that counting them counts. */
export const lockOwner = (tx: Tx, ownerId: string) => tx.$queryRaw`select id from users where id = ${ownerId}::uuid for no key update`

/** The name of a role that the actor may share with, or null for nobody. Throws INVALID when there is none such, RULE when it is not theirs. */
export async function insistOnRole(tx: Tx, actor: Actor, roleId: string | null): Promise<string | null> {
  if (roleId === null) return null
  const query = raw<{
    name: string
    held: boolean
  }>`select name, id in (${rolesHeldBy(actor)}) as held from roles where id = ${roleId}::uuid`
  const [role] = await runIn(tx, query.compile(sql))
  const everywhere = canEverywhere(actor, 'role:read')
  // To somebody who may not see all roles, a missing one and one of others read the same.
  if (!role && everywhere)
    throw new AppError('INVALID', 'That role is gone. Nothing was changed.', {
      fields: { sharedRoleId: ['That role is gone: choose another.'] },
    })
  refuse(whyNotShare({ held: role?.held ?? false }, everywhere))
  return role?.name ?? null
}

export type OwnView = {
  id: string
  name: string
  search: string
  sharedRoleId: string | null
  sharedRole: string | null
  version: number
  own: boolean
  ownerName: string
}

/** The actor's own view, locked. NOT_FOUND when they do not see it, RULE when it is another's. */
export async function viewToChange(tx: Tx, actor: Actor, viewId: string): Promise<OwnView> {
  const query = raw<OwnView>`
    select view.id, view.name, view.search, view.shared_role_id as "sharedRoleId", view.version,
      (select role.name from roles role where role.id = view.shared_role_id) as "sharedRole",
      view.owner_id = ${actor.id}::uuid as own, coalesce(nullif(owner.full_name, ''), owner.username) as "ownerName"
    from saved_views view join users owner on owner.id = view.owner_id
    where view.id = ${viewId}::uuid and ${viewsSeenBy(actor)} for update of view`
  const [view] = await runIn(tx, query.compile(sql))
  if (!view) throw notFound('View')
  refuse(whyNotChange(view))
  return view
}

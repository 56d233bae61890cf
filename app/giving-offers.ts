import type { GivingOffers } from '../components/enrollment-pools/giving-fields.tsx'
import { can, canEverywhere, reachOf, type Actor } from '../lib/core/actor.ts'
import type { Permission } from '../lib/core/permissions.ts'
import { getGroup } from '../lib/groups/queries-group.ts'
import { listRoles } from '../lib/roles/queries.ts'

/** What a form behind this permission can offer to give: the roles with how far the actor may give them, and where. */
export async function givingOffers(actor: Actor, permission: Permission): Promise<GivingOffers> {
  const limited = !canEverywhere(actor, permission)
  const searches = can(actor, 'group:read')
  const reach = reachOf(actor, permission)
  const only = Array.isArray(reach) && reach.length === 1 && searches ? (reach[0] as string) : null
  const [roles, group] = await Promise.all([
    can(actor, 'role:read') && can(actor, 'role:assign') ? listRoles(actor, {}) : null,
    only === null ? null : getGroup(actor, { groupId: only }),
  ])
  return {
    roles: roles && roles.map(({ id, name, givable, givableWithin }) => ({ id, name, givable, givableWithin })),
    limited,
    searches,
    only: group && { id: group.id, name: group.name },
  }
}

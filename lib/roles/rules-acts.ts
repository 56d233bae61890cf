import { can, reachOf, type Actor } from '../core/actor.ts'
import { PERMISSIONS, type Permission } from '../core/permissions.ts'
import { ADMIN_ROLE_ID } from './built-in.ts'
import { whyNotRename, whyNotReset } from './rules.ts'

type WhyNot = { message: string } | null
type Subject = {
  name: string
  builtIn: boolean
  holdsAll: boolean
  isDefault: boolean
  permissions: readonly string[]
  whyNotEdit: WhyNot
  whyNotDelete: WhyNot
}

/** What can be done to one role, and for each the sentence that says why this actor cannot do it now; null where they can. */
export type RoleActs = Record<'edit' | 'rename' | 'clone' | 'reset' | 'delete', string | null>

const missing = (permission: Permission) => `You have no role that allows this: ${PERMISSIONS[permission].description.toLowerCase()}.`
const sentence = (why: WhyNot) => (why === null ? null : why.message.replace(/ Nothing was changed\./, ''))

/** The role that every installation has: what roles can carry is asked with one of them, also before there is a new one. */
export const TEMPLATE_ROLE_ID = ADMIN_ROLE_ID

/** Why each act on this role is not open to the actor, for menus and buttons that stay visible but disabled; the operations check again. */
export function actsOnRole(actor: Actor, role: Subject): RoleActs {
  const edit = sentence(role.whyNotEdit)
  return {
    edit,
    rename: sentence(whyNotRename(role)) ?? edit,
    clone: can(actor, 'role:create') ? null : missing('role:create'),
    reset: sentence(whyNotReset(role)) ?? (role.isDefault ? 'It allows exactly what it is shipped with.' : edit),
    delete: sentence(role.whyNotDelete),
  }
}

/** The tabs of a role's page that this actor may open, beside those that come with seeing the role. */
export const roleTabsFor = (actor: Actor) => ({ activity: can(actor, 'audit:read') })

/** Which of these permissions the actor does not hold everywhere, and so can put into no role. */
export const notHeldBy = (actor: Actor, permissions: readonly { name: string }[]): string[] =>
  permissions.flatMap(({ name }) => (reachOf(actor, name) === 'everywhere' ? [] : [name]))

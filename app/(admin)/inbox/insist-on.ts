import { can, type Actor } from '../../../lib/core/actor.ts'
import { AppError } from '../../../lib/core/errors.ts'
import type { Permission } from '../../../lib/core/permissions.ts'

/** FORBIDDEN without the permission: said by the operations too, but an address that cannot be read must not be the first answer. */
export function insistOn(actor: Actor, permission: Permission) {
  if (!can(actor, permission)) throw new AppError('FORBIDDEN', 'Your roles do not allow this. If your work needs it, ask an administrator.')
}

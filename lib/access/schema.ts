import { z } from 'zod'
import { id, isStorable } from '../core/fields.ts'
import { permissionInput } from '../permissions/schema.ts'
import { HOLDER_STATUSES, holdersList } from './list.ts'

const searched = z.string().trim().max(200).refine(isStorable, 'Control characters are not allowed.').default('')
const { permission } = permissionInput.shape
const oneOf = { permission: permission.optional(), roleId: id.optional() }
type Subject = { permission?: string | undefined; roleId?: string | undefined }
const namesOne = ({ permission, roleId }: Subject) => (permission === undefined) !== (roleId === undefined)
const ONE = { error: 'Name a permission or a role, one of both.', path: ['permission'] }

/** Every permission that a user holds, with all the ways it came; `q` narrows them by name and description. */
export const explainUserInput = z.strictObject({ userId: id, q: searched })
/** Who holds a permission, or a role. */
export const whoHasInput = holdersList.strict.safeExtend(oneOf).refine(namesOne, ONE)
/** The same as a file: all of them, in the order of the list. */
export const exportWhoHasInput = z
  .strictObject({ ...oneOf, q: searched, status: z.enum(HOLDER_STATUSES).default('active') })
  .refine(namesOne, ONE)
export type WhoHas = z.output<typeof whoHasInput>
/** Two users side by side. */
export const compareUsersInput = z.strictObject({
  userIds: z
    .array(id)
    .length(2, 'Name two users.')
    .refine(([one, other]) => one !== other, 'Choose two different users.'),
})

import { z } from 'zod'
import { flag, id, isStorable, paragraph, version } from '../core/fields.ts'

/** The form of own permissions' names. The names of the catalogue have no dot, so no later version can take one of these. */
export const OWN_PERMISSION = /^[a-z][a-z0-9-]{0,49}\.[a-z0-9][a-z0-9.:_-]{0,99}$/

/** The name of a permission for an application of one's own: the application, a dot, and what it lets people do. For ever: it is not renamed. */
export const ownPermissionName = z
  .string({ error: 'Enter a name.' })
  .trim()
  .regex(OWN_PERMISSION, 'Write the application, a dot and the rest in small letters, such as shop.refund or wiki.page:edit.')
/** What role editors show: 1–300 characters. */
const description = paragraph(300).refine((text) => text.length > 0, 'Say what the permission lets people do.')
/** Any permission's name, also one that does not exist. */
const permission = z.string().min(1, 'Name a permission.').max(200).refine(isStorable, 'This is no name of a permission.')

export const permissionInput = z.strictObject({ permission })
export const definePermissionInput = z.strictObject({ name: ownPermissionName, description })
export const updatePermissionInput = z.strictObject({ name: permission, version, description })
/** Removes a permission from every role and for good. With `preview` it only says who would lose it. */
export const deletePermissionInput = z.strictObject({ name: permission, preview: flag.default(false) })

const permissions = z.array(permission).max(100, 'At most 100 permissions at once.')
/** Whether a user holds a permission: everywhere, or with `groupId` within that group. */
export const mayInput = z.strictObject({ userId: id, permission, groupId: id.optional() })
/** The same about up to 100 permissions. An empty list is answered with no. */
export const maySeveralInput = z.strictObject({ userId: id, permissions, groupId: id.optional() })

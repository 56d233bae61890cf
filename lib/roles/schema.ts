import { z } from 'zod'
import { flag, id, instant, isStorable, line, paragraph, version } from '../core/fields.ts'

/** The role to give or to take. */
export const wantedRoleId = z.uuid({ error: 'Choose a role.' })
const roleId = wantedRoleId

/** The end of a grant: in the future. Null or absent: for ever. */
export const validUntil = instant
  .refine((end) => end.getTime() > Date.now(), 'This lies in the past: the role would end before it began.')
  .nullable()
  .default(null)

/** Who holds a grant: a user, or a group whose members inherit it. Exactly one of the two. */
const holder = { userId: id.optional(), groupId: id.optional() }
const hasOneHolder = ({ userId, groupId }: { userId?: string | undefined; groupId?: string | undefined }) =>
  (userId === undefined) !== (groupId === undefined)
const oneHolder = { error: 'Name a user or a group, and only one of them.', path: ['userId'] }

/** Gives a role to a user or a group: everywhere, or within one group and its sub-groups; for ever or until a time. */
export const grantRoleInput = z
  .strictObject({ ...holder, roleId, reachGroupId: id.nullable().default(null), validUntil })
  .refine(hasOneHolder, oneHolder)
/** Changes when a grant ends. */
export const changeGrantInput = z.strictObject({ ...holder, grantId: id, validUntil }).refine(hasOneHolder, oneHolder)
/** Takes a role away. The holder is named too, so that the right address of a stale page is refused. */
export const endGrantInput = z.strictObject({ ...holder, grantId: id }).refine(hasOneHolder, oneHolder)

/**
 * The roles that a user is to hold everywhere (seed 004): 1–20, none twice. Roles within groups are not touched. `version` is the user's,
 * where the caller wants a stale page refused.
 */
export const replaceRolesOfUserInput = z.strictObject({
  userId: id,
  roleIds: z
    .union([roleId.transform((one) => [one]), z.array(roleId)], { error: 'Choose roles.' })
    .refine((ids) => ids.length > 0, 'Choose at least one role. To leave a user without roles, take them one by one.')
    .refine((ids) => ids.length <= 20, 'At most 20 roles at once.')
    .refine((ids) => new Set(ids).size === ids.length, 'A role is in this list twice.'),
  version: version.optional(),
})

/** A role's name: 1–80 characters, unique without regard to case. */
export const roleName = line(80).refine((text) => text.length > 0, 'Enter a name.')
const description = paragraph(500)
const permissionName = z.string().max(200).refine(isStorable, 'This is no name of a permission.')
/** Names of permissions, each once; a single text counts as a list of one. */
const permissions = z
  .union([permissionName.transform((one) => [one]), z.array(permissionName).max(5_000, 'At most 5,000 permissions.')])
  .transform((names) => [...new Set(names)].filter((name) => name !== ''))
const preview = flag.default(false)

/** A new role. With `cloneOf` and without `permissions` it carries what that role carries. */
export const createRoleInput = z.strictObject({
  name: roleName,
  description: description.default(''),
  permissions: permissions.optional(),
  cloneOf: roleId.optional(),
})
/** A change of a role: absent fields stay. With `preview` it only says what would change for whom. */
export const updateRoleInput = z.strictObject({
  roleId,
  version,
  name: roleName.optional(),
  description: description.optional(),
  permissions: permissions.optional(),
  preview,
})
/** Removes a role with all its grants. `confirm` is its name, typed; not needed for a preview. */
export const deleteRoleInput = z.strictObject({ roleId, preview, confirm: z.string().max(200).optional() })
/** Sets the permissions of a built-in role back to what it is shipped with. */
export const resetRoleInput = z.strictObject({ roleId, version, preview })

/** The command line's way back in: by e-mail or username. */
export const grantAdministratorInput = z.strictObject({ user: z.string().trim().min(1).max(320) })
export const synchronizeCatalogueInput = z.strictObject({})
export const listRolesInput = z.strictObject({})
export const roleIdInput = z.strictObject({ roleId })
/** Two different roles. */
export const compareRolesInput = z.strictObject({
  roleIds: z
    .array(roleId)
    .length(2, 'Choose two roles.')
    .refine(([one, other]) => one !== other, 'Choose two different roles.'),
})
export const rolesOfUserInput = z.strictObject({ userId: id })

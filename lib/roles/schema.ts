import { z } from 'zod'
import { id, instant } from '../core/fields.ts'

/** The role to give or to take. */
export const wantedRoleId = z.uuid({ error: 'Choose a role.' })
const roleId = wantedRoleId

/** The end of a grant: in the future. Null or absent: for ever. */
export const validUntil = instant
  .refine((end) => end.getTime() > Date.now(), 'This lies in the past: the role would end before it began.')
  .nullable()
  .default(null)

/** Gives a role to a user: everywhere, or within one group and its sub-groups; for ever or until a time. */
export const grantRoleInput = z.strictObject({ userId: id, roleId, reachGroupId: id.nullable().default(null), validUntil })
/** Changes when a grant ends. */
export const changeGrantInput = z.strictObject({ userId: id, grantId: id, validUntil })
/** Takes a role away. `userId` is its holder, so that the right address of a stale page is refused. */
export const endGrantInput = z.strictObject({ userId: id, grantId: id })
/** The command line's way back in: by e-mail or username. */
export const grantAdministratorInput = z.strictObject({ user: z.string().trim().min(1).max(320) })
export const synchronizeCatalogueInput = z.strictObject({})
export const listRolesInput = z.strictObject({})
export const rolesOfUserInput = z.strictObject({ userId: id })

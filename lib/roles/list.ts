import { z } from 'zod'
import { id } from '../core/fields.ts'
import { defineList } from '../core/list.ts'

/** What the grants of a role can be narrowed to. */
export const GRANT_STATES = ['any', 'current', 'ended'] as const
export const GRANT_HOLDERS = ['any', 'user', 'group'] as const

/** The list of a role's grants to users and groups: newest first, by whether they ended and by who holds them; `q` searches the holders. */
export const grantsOfRoleList = defineList({
  sort: ['granted'],
  defaultDirection: 'desc',
  filters: { state: z.enum(GRANT_STATES).default('any'), holder: z.enum(GRANT_HOLDERS).default('any') },
})
export type GrantsOfRoleListParams = z.output<typeof grantsOfRoleList.strict>
/** The same with the role that it is about, as the operation takes it. */
export const listGrantsOfRoleInput = z.strictObject({ ...grantsOfRoleList.strict.shape, roleId: id })

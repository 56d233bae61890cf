import { z } from 'zod'
import { defineList } from '../core/list.ts'

/** Which permissions: all, those of Gatehouse, or those that administrators defined for their applications. */
export const PERMISSION_KINDS = ['any', 'built-in', 'own'] as const

/** The list of permissions by name; `q` searches name and description. */
export const permissionsList = defineList({ sort: ['name'], filters: { kind: z.enum(PERMISSION_KINDS).default('any') } })
export type PermissionsListParams = z.output<typeof permissionsList.strict>

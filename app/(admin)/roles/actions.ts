'use server'
import { formAction } from '../../../lib/http/action.ts'
import { createRole, deleteRole, resetRole, updateRole } from '../../../lib/roles/mutations-roles.ts'
import { afterChange, afterDeletion } from './_components/review.ts'

export const createRoleAction = formAction(createRole, { redirectTo: ({ roleId }) => `/roles/${roleId}?notice=created` })
export const updateRoleAction = formAction(updateRole, { redirectTo: (result) => afterChange(result, 'saved') })
export const resetRoleAction = formAction(resetRole, { redirectTo: (result) => afterChange(result, 'reset') })
export const deleteRoleAction = formAction(deleteRole, { redirectTo: afterDeletion })

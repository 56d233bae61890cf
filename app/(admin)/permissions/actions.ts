'use server'
import { formAction } from '../../../lib/http/action.ts'
import { definePermission, deletePermission, updatePermission } from '../../../lib/permissions/mutations.ts'

export const definePermissionAction = formAction(definePermission, { redirectTo: ({ name }) => `/permissions/${name}?notice=defined` })
export const updatePermissionAction = formAction(updatePermission, { redirectTo: ({ name }) => `/permissions/${name}?notice=saved` })
export const deletePermissionAction = formAction(deletePermission, { redirectTo: '/permissions?notice=deleted' })

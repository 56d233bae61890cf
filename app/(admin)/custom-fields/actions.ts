'use server'
import { plural } from '../../../lib/core/format.ts'
import { createCustomField, deleteCustomField, updateCustomField } from '../../../lib/custom-fields/mutations.ts'
import { formAction } from '../../../lib/http/action.ts'

export const createCustomFieldAction = formAction(createCustomField, { redirectTo: '/custom-fields?notice=defined' })
export const updateCustomFieldAction = formAction(updateCustomField, {
  message: ({ moved }) => (moved > 0 ? `Field saved. ${plural(moved, 'user')} got the other choice.` : 'Field saved.'),
})
export const deleteCustomFieldAction = formAction(deleteCustomField, { redirectTo: '/custom-fields?notice=deleted' })

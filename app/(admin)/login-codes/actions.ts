'use server'
import { formAction } from '../../../lib/http/action.ts'
import { namedFields } from '../../../lib/http/named-fields.ts'
import { createLoginCode, voidLoginCode } from '../../../lib/login-codes/mutations.ts'

export const createLoginCodeAction = formAction(createLoginCode, { input: namedFields(createLoginCode, { users: ['userId'] }) })
export const voidLoginCodeAction = formAction(voidLoginCode, {
  message: ({ changed }) => (changed ? 'Login code taken back.' : 'The code did not work any more; nothing was changed.'),
})

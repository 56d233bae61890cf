'use server'
import { formAction } from '../../../lib/http/action.ts'
import { requestPasswordReset } from '../../../lib/passwords/mutations.ts'

export const requestPasswordResetAction = formAction(requestPasswordReset, {
  message: 'If an active account has this name or address, a mail with a link is on its way to it. The link works for 30 minutes.',
  result: () => undefined,
})

'use server'
import { duration } from '../../../lib/core/format.ts'
import { formAction } from '../../../lib/http/action.ts'
import { requestPasswordReset } from '../../../lib/passwords/mutations.ts'
import { setting } from '../../../lib/settings/read.ts'

export const requestPasswordResetAction = formAction(requestPasswordReset, {
  message: () =>
    `If an active account has this name or address, a mail with a link is on its way to it. The link works for ${duration(setting('password.resetMinutes'))}.`,
  result: () => undefined,
})

'use server'
import { updateAccount, updatePreferences } from '../../../lib/account/mutations.ts'
import { renewBrowserSession, writeThemeCookie } from '../../../lib/auth/browser-session.ts'
import { formAction } from '../../../lib/http/action.ts'
import { changePassword } from '../../../lib/passwords/mutations.ts'
import { endOwnOtherSessions, endOwnSession } from '../../../lib/sessions/mutations.ts'

export const updateAccountAction = formAction(updateAccount, { message: 'Profile saved.' })
export const updatePreferencesAction = formAction(updatePreferences, {
  message: 'Preferences saved.',
  afterwards: ({ theme }) => writeThemeCookie(theme),
})
export const changePasswordAction = formAction(changePassword, {
  message: ({ sessionsEnded }) =>
    sessionsEnded === 0 ? 'Password changed.' : `Password changed. Your other sessions were signed out (${sessionsEnded}).`,
  afterwards: (_, actor) => renewBrowserSession(actor),
})
export const endOwnSessionAction = formAction(endOwnSession, { message: 'Session ended.' })
export const endOwnOtherSessionsAction = formAction(endOwnOtherSessions, {
  message: ({ sessionsEnded }) => (sessionsEnded === 0 ? 'No other session was open.' : `Sessions ended: ${sessionsEnded}.`),
})

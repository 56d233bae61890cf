'use server'
import { updatePreferences } from '../../lib/account/mutations.ts'
import { clearSessionCookie, writeThemeCookie } from '../../lib/auth/browser-session.ts'
import { formAction } from '../../lib/http/action.ts'
import { signOut } from '../../lib/sessions/mutations.ts'

export const setThemeAction = formAction(updatePreferences, { afterwards: ({ theme }) => writeThemeCookie(theme) })
export const signOutAction = formAction(signOut, { afterwards: clearSessionCookie, redirectTo: '/sign-in?notice=signed-out' })

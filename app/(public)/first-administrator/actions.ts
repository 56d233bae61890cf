'use server'
import { signInFirstAdministrator } from '../../../lib/auth/browser-session.ts'
import { claimFirstAdministrator } from '../../../lib/auth/mutations.ts'
import { formAction } from '../../../lib/http/action.ts'

export const claimFirstAdministratorAction = formAction(claimFirstAdministrator, { afterwards: signInFirstAdministrator, redirectTo: '/' })

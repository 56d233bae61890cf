'use server'
import { pathToReturnTo, signInWithCode } from '../../../../lib/auth/browser-session.ts'
import { formAction } from '../../../../lib/http/action.ts'

export const signInWithCodeAction = formAction(signInWithCode, { redirectTo: (_, form) => pathToReturnTo(form) })

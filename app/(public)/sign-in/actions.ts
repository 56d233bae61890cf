'use server'
import { pathToReturnTo, signIn, signInWithCertificate } from '../../../lib/auth/browser-session.ts'
import { formAction } from '../../../lib/http/action.ts'

export const signInAction = formAction(signIn, { redirectTo: (_, form) => pathToReturnTo(form) })
export const signInWithCertificateAction = formAction(signInWithCertificate, { redirectTo: (_, form) => pathToReturnTo(form) })

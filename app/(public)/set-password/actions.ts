'use server'
import { formAction } from '../../../lib/http/action.ts'
import { setPasswordWithLink } from '../../../lib/passwords/mutations.ts'

export const setPasswordAction = formAction(setPasswordWithLink, { redirectTo: '/sign-in?notice=password-set' })

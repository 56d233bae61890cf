'use server'
import { requestAccess } from '../../../lib/access-requests/mutations.ts'
import { formAction } from '../../../lib/http/action.ts'

export const requestAccessAction = formAction(requestAccess, { redirectTo: '/request-access?sent=yes' })

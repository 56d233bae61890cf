'use server'
import { enroll } from '../../../lib/enrollments/mutations-applicant.ts'
import { formAction } from '../../../lib/http/action.ts'
import { toOwnPage } from '../to-own-page.ts'

export const enrollAction = formAction(enroll, { redirectTo: ({ statusToken }) => toOwnPage(statusToken, 'sent') })

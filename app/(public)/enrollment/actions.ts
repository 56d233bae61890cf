'use server'
import {
  answerQuestion,
  regenerateApprovalCode,
  updateOwnEnrollment,
  withdrawEnrollment,
} from '../../../lib/enrollments/mutations-applicant.ts'
import { confirmEmail, finishSignUp, sendConfirmationAgain, setEnrollmentPassword } from '../../../lib/enrollments/mutations-confirm.ts'
import { formAction } from '../../../lib/http/action.ts'
import { ownPageOf, toOwnPage } from '../to-own-page.ts'

export const updateOwnEnrollmentAction = formAction(updateOwnEnrollment, { redirectTo: ownPageOf('saved') })
export const regenerateApprovalCodeAction = formAction(regenerateApprovalCode, { message: 'This is your new code. The old one is void.' })
export const withdrawEnrollmentAction = formAction(withdrawEnrollment, { message: 'Your request is withdrawn.' })
export const answerQuestionAction = formAction(answerQuestion, { message: 'Your answer is with those who decide.' })
export const sendConfirmationAgainAction = formAction(sendConfirmationAgain, { message: 'The mail is on its way.' })
export const setEnrollmentPasswordAction = formAction(setEnrollmentPassword, { redirectTo: ownPageOf('password-set') })
export const confirmEmailAction = formAction(confirmEmail, { redirectTo: ({ statusToken }) => toOwnPage(statusToken, 'confirmed') })
export const finishSignUpAction = formAction(finishSignUp, {
  redirectTo: ({ statusToken, state }) => toOwnPage(statusToken, state === 'APPROVED' ? 'finished' : 'confirmed'),
})

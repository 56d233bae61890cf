'use server'
import { issueCertificate, revokeCertificate } from '../../../../../lib/certificates/mutations.ts'
import { formAction } from '../../../../../lib/http/action.ts'

export const issueCertificateToUserAction = formAction(issueCertificate, {
  redirectTo: ({ certificateId }) => `/certificates/${certificateId}?notice=issued`,
})
export const revokeCertificateOfUserAction = formAction(revokeCertificate, { message: 'Certificate revoked.' })

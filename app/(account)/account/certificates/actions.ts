'use server'
import {
  downloadOwnCertificate,
  renewOwnCertificate,
  requestOwnCertificate,
  revokeOwnCertificate,
} from '../../../../lib/certificates/mutations-own.ts'
import { formAction } from '../../../../lib/http/action.ts'

export const requestOwnCertificateAction = formAction(requestOwnCertificate, {
  redirectTo: ({ certificateId }) => `/account/certificates/${certificateId}?notice=asked`,
})
export const renewOwnCertificateAction = formAction(renewOwnCertificate, {
  redirectTo: ({ certificateId }) => `/account/certificates/${certificateId}?notice=renewed`,
})
export const revokeOwnCertificateAction = formAction(revokeOwnCertificate, { message: 'Certificate revoked.' })
export const downloadOwnCertificateAction = formAction(downloadOwnCertificate)

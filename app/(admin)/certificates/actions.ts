'use server'
import { createAuthority, importAuthority } from '../../../lib/certificates/mutations-authority.ts'
import { issueCertificate, renewCertificate, retryCertificate, revokeCertificate } from '../../../lib/certificates/mutations.ts'
import { formAction } from '../../../lib/http/action.ts'
import { namedFields } from '../../../lib/http/named-fields.ts'

export const issueCertificateAction = formAction(issueCertificate, {
  input: namedFields(issueCertificate, { users: ['userId'] }),
  redirectTo: ({ certificateId }) => `/certificates/${certificateId}?notice=issued`,
})
export const renewCertificateAction = formAction(renewCertificate, {
  redirectTo: ({ certificateId }) => `/certificates/${certificateId}?notice=renewed`,
})
export const revokeCertificateAction = formAction(revokeCertificate, { message: 'Certificate revoked.' })
export const retryCertificateAction = formAction(retryCertificate, { message: 'It is tried again now.' })
export const createAuthorityAction = formAction(createAuthority, { redirectTo: '/certificates/authority?notice=created' })
export const importAuthorityAction = formAction(importAuthority, { redirectTo: '/certificates/authority?notice=imported' })

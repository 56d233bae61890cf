'use server'
import { qrShape } from '../../../../components/enrollments/qr-code.tsx'
import { startEnrollment } from '../../../../lib/enrollments/mutations.ts'
import { formAction } from '../../../../lib/http/action.ts'
import { namedFields } from '../../../../lib/http/named-fields.ts'

export const startEnrollmentAction = formAction(startEnrollment, {
  input: namedFields(startEnrollment, { groups: ['groupId'] }),
  result: ({ enrollmentId, statusLink, approvalCode }) => ({ enrollmentId, statusLink, approvalCode, qr: qrShape(statusLink) }),
})

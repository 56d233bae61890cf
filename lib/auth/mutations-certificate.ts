import '#server-only'
import { AppError } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { labelOf } from '../users/rules.ts'
import { noInput } from './schema.ts'
import { startSessionIn } from './start-session.ts'
import { ownerOfCertificate } from './steps-certificate.ts'

const refused = () =>
  new AppError(
    'FORBIDDEN',
    'This certificate does not sign anybody in here: it is not one of ours, was revoked, has ended, or its user may not sign in. Use another way, or ask an administrator.',
    { reason: 'CERTIFICATE_REFUSED' },
  )

/**
 * Signs in with the client certificate that comes with the request and starts a session that lives only while the same certificate comes
 * with every request and is good. Not ours, revoked, outside its time, with none or several common names, with another name than its
 * user's, or of a user who is not active: the same FORBIDDEN, recorded. UNAUTHENTICATED when no certificate came.
 */
export const exchangeCertificate = defineMutation({
  name: 'exchangeCertificate',
  permission: 'auth:use-certificate',
  input: noInput,
  limit: { points: 30, seconds: 60 },
  async run({ actor, tx, audit, commitAndThrow }) {
    const { certificate } = actor.request
    if (!certificate) throw new AppError('UNAUTHENTICATED', 'No certificate came with this request. Choose one when the browser asks.')
    const owner = await ownerOfCertificate(tx, certificate)
    if (!owner.user) {
      const target = { type: 'user' as const, id: owner.userId, label: owner.label }
      await audit.record('sign-in.refused', { target, detail: { why: owner.why }, outcome: 'refused' })
      return commitAndThrow(refused())
    }
    const { id, certificateId } = owner.user
    const label = labelOf(owner.user)
    const signing = { id, label, request: actor.request, method: 'certificate', replaces: actor.session?.id ?? null, certificateId }
    const token = await startSessionIn(tx, signing)
    audit.unchanged() // the session's own row says it
    return { userId: id, token }
  },
})

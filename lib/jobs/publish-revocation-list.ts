import '#server-only'
import { publishRevocationLists, requeueWaitingCertificates } from '../certificates/mutations-maintenance.ts'
import { systemActor } from '../core/actor.ts'

/**
 * The job `certificates.publish-crl`: signs the revocation lists anew, and puts certificates back into the queue whose jobs were lost.
 * Throws when a list could not be signed, after the others were.
 */
export async function publishLists(): Promise<void> {
  const actor = systemActor('certificates.publish-crl')
  await requeueWaitingCertificates(actor, {})
  const { failed } = await publishRevocationLists(actor, {})
  if (failed.length > 0)
    throw new Error(`The revocation list of an authority could not be signed, as its key cannot be opened: ${failed.join(', ')}.`)
}

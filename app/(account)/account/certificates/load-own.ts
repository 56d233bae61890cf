import { cache } from 'react'
import { listOwnCertificates } from '../../../../lib/certificates/queries.ts'
import { certificateIdInput } from '../../../../lib/certificates/schema.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'

const listOnce = cache((actor: Actor) => listOwnCertificates(actor, {}))

/** One's own certificate of this address, with the one that takes its place, if any. Throws NOT_FOUND, also for everybody else's. */
export async function loadOwnCertificate(actor: Actor, params: Promise<{ certificateId: string }>) {
  const given = certificateIdInput.safeParse(await params)
  const { certificates } = await listOnce(actor)
  const certificate = given.success ? certificates.find(({ id }) => id === given.data.certificateId) : undefined
  if (!certificate) throw notFound('Certificate')
  return { certificate, renewedBy: certificates.find(({ renewalOfId }) => renewalOfId === certificate.id) ?? null }
}

import '#server-only'
import { issuePendingCertificate, recordFailedIssue } from '../certificates/mutations-maintenance.ts'
import { systemActor } from '../core/actor.ts'
import { isAppError } from '../core/errors.ts'
import { log } from '../core/log.ts'

/**
 * The job `certificates.issue`: signs one certificate, or leaves it waiting with the reason and throws, so that it is tried again. After
 * eight tries it counts as failed, and somebody has to look. Run twice, or twice at once, it signs once.
 */
export async function issueCertificate({ certificateId }: { certificateId: string }): Promise<void> {
  const actor = systemActor('certificates.issue')
  try {
    await issuePendingCertificate(actor, { certificateId })
  } catch (error) {
    const known = isAppError(error) ? error.message : 'It could not be signed; the log of Gatehouse says why.'
    log.error({ certificateId, err: error }, 'A certificate could not be signed.')
    const { state } = await recordFailedIssue(actor, { certificateId, error: known })
    if (state === 'pending') throw new Error(known, { cause: error })
  }
}

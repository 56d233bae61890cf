import '#server-only'
import { refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { jobNamed, runAgain } from './queue.ts'
import { whyNotRetryJob } from './rules.ts'
import { jobIdInput } from './schema.ts'
import { lockedJob } from './steps.ts'

/**
 * Gives a failed job one more try; the worker takes it within 10 seconds. Of two who ask at once one gets it, the other RULE
 * ALREADY_WAITING. Throws RULE with the reason when it is not failed, of an unknown kind, or a newer one is in its place.
 */
export const retryJob = defineMutation({
  name: 'retryJob',
  permission: 'job:retry',
  input: jobIdInput,
  async run({ tx, audit }, { jobId }) {
    const { id, name, state, isReplaced } = await lockedJob(tx, jobId)
    const kind = jobNamed(name)
    refuse(whyNotRetryJob({ state, isReplaced, isKnown: kind !== undefined }))
    await runAgain(tx, name, id)
    await audit.record('job.retried', { target: { type: 'job', id, label: kind?.title ?? name }, detail: { job: name } })
    return { jobId: id }
  },
})

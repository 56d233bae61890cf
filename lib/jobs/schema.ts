import { z } from 'zod'
import { id } from '../core/fields.ts'

/** What a job can be, in the queue's own words: `created` and `retry` wait, `active` runs. */
export const JOB_STATES = ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const
export type JobState = (typeof JOB_STATES)[number]

export const jobIdInput = z.strictObject({ jobId: id })
export const getQueueInput = z.strictObject({})

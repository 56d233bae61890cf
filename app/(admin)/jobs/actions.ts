'use server'
import { formAction } from '../../../lib/http/action.ts'
import { retryJob } from '../../../lib/jobs/mutations.ts'

export const retryJobAction = formAction(retryJob, { redirectTo: ({ jobId }) => `/jobs/${jobId}?notice=again` })

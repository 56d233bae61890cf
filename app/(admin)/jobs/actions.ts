'use server'
import { formAction } from '../../../lib/http/action.ts'
import { retryJob } from '../../../lib/jobs/mutations.ts'

export const retryJobAction = formAction(retryJob, {
  message: 'The job runs again within 10 seconds. Reload this page to see how it went.',
})

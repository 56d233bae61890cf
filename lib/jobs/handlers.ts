import '#server-only'
import type { JobHandlers } from './queue.ts'
import { sendMail, sweepMail } from './send-mail.ts'

/** What is done for each kind of job. */
export const handlers: JobHandlers = {
  'mail.send': (payload) => sendMail(payload),
  'mail.sweep': () => sweepMail(),
}

import '#server-only'
import type { JobHandlers } from './queue.ts'
import { systemActor } from '../core/actor.ts'
import { purgeTrash } from '../users/mutations-lifecycle.ts'
import { PURGE_BATCH } from '../users/rules.ts'
import { sendMail, sweepMail } from './send-mail.ts'

/** What is done for each kind of job. */
export const handlers: JobHandlers = {
  'mail.send': (payload) => sendMail(payload),
  'mail.sweep': () => sweepMail(),
  'users.purge-trash': async () => {
    while ((await purgeTrash(systemActor('users.purge-trash'), {})) === PURGE_BATCH);
  },
}

import '#server-only'
import { isStopping, type JobHandlers } from './queue.ts'
import { systemActor } from '../core/actor.ts'
import { purgeTrash } from '../users/mutations-lifecycle.ts'
import { PURGE_BATCH } from '../users/rules.ts'
import { forgetBulkResults, resumeBulkRuns } from '../bulk-runs/mutations.ts'
import { carryOn } from './bulk-runs.ts'
import { expireAllEnrollments } from './expire-enrollments.ts'
import { forgetAllSeenTokens } from './forget-seen-tokens.ts'
import { issueCertificate } from './issue-certificate.ts'
import { maintainAudit, sealAudit } from './keep-audit.ts'
import { mailAllDigests, remindAllApprovers, tellApprovers } from './notify-approvers.ts'
import { publishLists } from './publish-revocation-list.ts'
import { remindAllMembers } from './remind-members.ts'
import { sendMail, sweepMail } from './send-mail.ts'

/** What is done for each kind of job. */
export const handlers: JobHandlers = {
  'mail.send': (payload) => sendMail(payload),
  'mail.sweep': () => sweepMail(),
  'bulk-runs.continue': (payload) => carryOn(payload),
  'bulk-runs.sweep': async () => {
    await resumeBulkRuns(systemActor('bulk-runs.sweep'), {})
  },
  'bulk-runs.forget': async () => {
    while ((await forgetBulkResults(systemActor('bulk-runs.forget'), {})) > 0 && !isStopping());
  },
  'audit.seal': () => sealAudit(),
  'audit.maintain': () => maintainAudit(),
  'groups.remind-members': () => remindAllMembers(),
  'enrollments.expire': () => expireAllEnrollments(),
  'seen-tokens.forget': () => forgetAllSeenTokens(),
  'certificates.issue': (payload) => issueCertificate(payload),
  'certificates.publish-crl': () => publishLists(),
  'inbox.notify': (payload) => tellApprovers(payload),
  'inbox.digest': () => mailAllDigests(),
  'inbox.remind': () => remindAllApprovers(),
  'users.purge-trash': async () => {
    while ((await purgeTrash(systemActor('users.purge-trash'), {})) === PURGE_BATCH);
  },
}

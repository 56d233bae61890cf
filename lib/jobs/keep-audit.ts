import '#server-only'
import { dropAuditMonth, prepareAuditMonths, sealAuditLog } from '../audit/mutations.ts'
import { systemActor } from '../core/actor.ts'
import { isAppError } from '../core/errors.ts'
import { log } from '../core/log.ts'
import { setting } from '../settings/read.ts'
import { isStopping } from './queue.ts'

/**
 * Seals what can be sealed, and prints the newest seal to the log of the process: whoever keeps that elsewhere can tell whether the end
 * of the audit log was cut off (`audit-verify --expect`).
 */
export async function sealAudit(): Promise<void> {
  for (;;) {
    const { newest, rows, more } = await sealAuditLog(systemActor('audit.seal'), {})
    if (newest) log.info({ number: newest.number, seal: newest.seal, upTo: newest.upTo, rows }, 'The audit log was sealed.')
    if (!more || isStopping()) return
  }
}

/** Makes room for the months to come and lets old ones go. When somebody reads the log for so long that it cannot, it waits for the next day. */
export async function maintainAudit(): Promise<void> {
  try {
    await prepareAuditMonths(systemActor('audit.maintain'), {})
    const keepMonths = setting('audit.retentionMonths')
    while (!isStopping()) {
      const dropped = await dropAuditMonth(systemActor('audit.maintain'), { keepMonths })
      if (!dropped) return
      log.info(dropped, 'A month of the audit log was let go, as the retention setting says.')
    }
  } catch (error) {
    if (!isAppError(error) || error.code !== 'UNAVAILABLE') throw error
    log.warn({ err: error }, 'The months of the audit log were left as they are; the next try is in a day.')
  }
}

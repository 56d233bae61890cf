// What the program itself does with its log: seal it, make room for the months to come, let old months go.
import { defineMutation } from '../core/operation.ts'
import { log } from '../core/log.ts'
import { dropAuditMonthInput, nothingInput } from './schema.ts'
import { ROWS_AT_ONCE, sealNext, takeChain } from './steps-seal.ts'
import { addMonths, beQuick, dropMonth, oldestMonthBeyond, stateOf } from './steps-months.ts'

/**
 * Seals the rows of the log that no open transaction can add to any more, at most 50,000. Gives the newest of the new seals, or null when
 * there was nothing to seal or somebody else is sealing, and whether there may be more to seal at once.
 */
export const sealAuditLog = defineMutation({
  name: 'sealAuditLog',
  permission: 'system:maintain-audit',
  input: nothingInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    // A row about each seal would itself have to be sealed, and so for ever.
    audit.unchanged()
    if (!(await takeChain(tx))) return { newest: null, rows: 0, more: false }
    await tx.$executeRaw`select set_config('statement_timeout', '50s', true)`
    const seals = await sealNext(tx)
    const rows = seals.reduce((sum, seal) => sum + seal.rows, 0)
    const last = seals.at(-1)
    const newest = last ? { number: last.number, seal: last.seal, upTo: new Date(Number(last.toAt) / 1000) } : null
    return { newest, rows, more: rows === ROWS_AT_ONCE }
  },
})

/** Gives the months of the log their partitions, three ahead. Gives how many were made. UNAVAILABLE when the log is in use for too long. */
export const prepareAuditMonths = defineMutation({
  name: 'prepareAuditMonths',
  permission: 'system:maintain-audit',
  input: nothingInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    audit.unchanged()
    await beQuick(tx)
    return { made: await addMonths(tx) }
  },
})

/**
 * Lets the oldest month of the log go, when all of it is more than `keepMonths` months ago (0 keeps everything) and sealed; the log says
 * so, which is how verifying tells it from tampering. One month per call, oldest first; null when there is none. A month that is not what
 * its seals say is kept: it is evidence.
 */
export const dropAuditMonth = defineMutation({
  name: 'dropAuditMonth',
  permission: 'system:maintain-audit',
  input: dropAuditMonthInput,
  timeoutSeconds: 60,
  async run({ tx, audit }, { keepMonths }) {
    audit.unchanged()
    await beQuick(tx)
    if (keepMonths === 0 || !(await takeChain(tx))) return null
    const found = await oldestMonthBeyond(tx, keepMonths)
    if (!found) return null
    const { rows, sealedRows, lastSeal, isSealed } = await stateOf(tx, found)
    if (!isSealed) return null
    if (rows !== sealedRows) {
      log.error(
        { month: found.month, rows, sealedRows },
        'A month of the audit log is not what its seals say, so it is kept. Run audit-verify.',
      )
      return null
    }
    await dropMonth(tx, found)
    await audit.record('audit.month-dropped', {
      target: { type: 'audit-log', id: null, label: `the month ${found.month} of the audit log` },
      detail: { month: found.month, rows, lastSeal },
    })
    return { month: found.month, rows }
  },
})

import { AppError } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { verifyAuditInput } from './schema.ts'
import { CHAIN_START } from './seal-format.ts'
import { checkRows, countUnsealed, sealNumbered, sealsAfter, whyNotChained, type Broken } from './verify.ts'

/**
 * Checks the next stretches of the log after seal `after` (0: from the beginning) against their seals: about 30,000 rows per call, so call
 * it with the `last` of the answer until it is `done`. `broken` is the first thing that is wrong, and the end. Works while the log grows.
 * Seal `after` itself is taken for what it says, or for `previous` when given: the seal that was checked in the call before.
 */
export const verifyAuditLog = defineQuery({
  name: 'verifyAuditLog',
  permission: 'system:maintain-audit',
  input: verifyAuditInput,
  async run({ sql }, { after, previous }) {
    let before = after === 0 ? null : await sealNumbered(sql, after)
    if (after > 0 && !before) throw new AppError('NOT_FOUND', `There is no seal ${after} in this log.`)
    const start = before
    let link = previous ?? before?.seal ?? CHAIN_START
    const seals = await sealsAfter(sql, after)
    const whole = []
    let chain: Broken | null = null
    for (const seal of seals) {
      chain = whyNotChained(before, seal, link)
      if (chain) break
      whole.push(seal)
      before = seal
      link = seal.seal
    }
    const { letGo, broken } = whole.length > 0 ? await checkRows(sql, whole) : { letGo: 0, broken: null }
    const last = whole.at(-1) ?? start
    const done = seals.length === 0
    return {
      rows: whole.reduce((sum, seal) => sum + seal.rows, 0),
      letGo,
      seals: whole.map(({ number, seal }) => ({ number, seal })),
      last: last && { number: last.number, seal: last.seal, upTo: new Date(Number(last.toAt) / 1000) },
      broken: (broken ?? chain) as Broken | null,
      unsealed: done ? await countUnsealed(sql, last) : null,
      done,
    }
  },
})

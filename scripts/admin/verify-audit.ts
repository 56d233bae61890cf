import { verifyAuditLog } from '../../lib/audit/queries-verify.ts'
import type { Broken, NamedRow } from '../../lib/audit/verify.ts'
import { systemActor } from '../../lib/core/actor.ts'
import { formatNumber, plural } from '../../lib/core/format.ts'

type Checked = { rows: number; letGo: number; seals: number; last: { number: number; seal: string; upTo: Date } | null; unsealed: number }
/** What verifying ended with; `expected` tells whether the seal that was asked for is in the chain. */
export type Verification = Checked & { broken: Broken | null; expected: boolean }

/**
 * Checks the whole chain after seal `after`, stretch by stretch, and stops at the first thing that is wrong. `report` hears of the
 * progress. Memory does not grow with the log.
 */
export async function verification(after: number, expect: string, report: (checked: Checked) => void): Promise<Verification> {
  const actor = systemActor('audit-verify')
  const checked: Checked = { rows: 0, letGo: 0, seals: 0, last: null, unsealed: 0 }
  let expected = false
  for (;;) {
    const { last } = checked
    const step = await verifyAuditLog(actor, last ? { after: last.number, previous: last.seal } : { after })
    expected ||= step.seals.some(({ seal }) => seal === expect)
    checked.rows += step.rows
    checked.letGo += step.letGo
    checked.seals += step.seals.length
    checked.last = step.last
    if (step.broken) return { ...checked, broken: step.broken, expected }
    if (step.done) return { ...checked, unsealed: step.unsealed ?? 0, broken: null, expected }
    report(checked)
  }
}

const rowWords = ({ id, at, sentence }: NamedRow) => `${id} of ${at.toISOString()}: ${sentence}`

/** What is broken, as sentences for the operator. */
export function brokenWords(broken: Broken): string {
  const where = ` (seal ${broken.seal})`
  switch (broken.how) {
    case 'changed':
      return `A row was changed after it was sealed${where}.\n  ${rowWords(broken.row)}`
    case 'inserted':
      return `A row was put between rows that were sealed without it${where}.\n  ${rowWords(broken.row)}`
    case 'missing':
      return broken.after
        ? `A row is missing${where}. It came right after\n  ${rowWords(broken.after)}`
        : `A row is missing${where}: the first of the log.`
    case 'month-gone':
      return `The month ${broken.month} is gone${where}, and the log does not say that it was let go.`
    case 'stretch-changed':
      return `Something was changed among the rows of seal ${broken.seal}; which row, its marks do not tell.`
    case 'seal-changed':
      return `The chain is broken: seal ${broken.seal} was changed, or does not continue the one before.`
    case 'seal-missing':
      return `The chain is broken: seal ${broken.seal} is missing.`
  }
}

const unsealedWords = (rows: number) => (rows >= 1_000_000 ? '1,000,000 or more rows' : plural(rows, 'row'))

function wholeWords({ rows, letGo, seals, last, unsealed }: Verification): string {
  const gone = letGo > 0 ? ` ${plural(letGo, 'row')} of them were let go with their months, as the log records.` : ''
  const newest = last ? `, newest seal ${last.number} ${last.seal} up to ${last.upTo.toISOString()}` : ''
  return `${plural(rows, 'row')} in ${plural(seals, 'seal')}${newest}, ${unsealedWords(unsealed)} not sealed yet.${gone}`
}

function readOptions(fromSeal: string, expect: string) {
  if (fromSeal !== '' && !/^[1-9]\d{0,8}$/.test(fromSeal)) throw new Error('--from-seal takes the number of a seal, such as 40.')
  const seal = expect.toLowerCase()
  if (seal !== '' && !/^[0-9a-f]{64}$/.test(seal)) throw new Error('--expect takes a seal as the log prints it: 64 digits of 0-9 and a-f.')
  return { after: fromSeal === '' ? 0 : Number(fromSeal) - 1, expect: seal }
}

/**
 * `npm run admin -- audit-verify [--from-seal N] [--expect SEAL]`: computes every seal anew, while the server runs if it does. Gives 0 when
 * all is as it was sealed, else 1 after naming the first thing that is not. `expect` is a seal that was noted earlier: only that shows
 * whether the end was cut off.
 */
export async function verifyAudit(fromSeal: string, expected: string): Promise<number> {
  const { after, expect } = readOptions(fromSeal, expected)
  const result = await verification(after, expect, ({ rows, last }) =>
    console.error(`  ${formatNumber(rows)} rows, seal ${last?.number ?? after} …`),
  )
  if (result.broken) {
    console.error(`The audit log is not as it was sealed. ${brokenWords(result.broken)}`)
    console.error('What comes before it is as it was sealed. What comes after it was not checked.')
    return 1
  }
  if (expect !== '' && !result.expected) {
    const among = after > 0 ? ` from ${after + 1} on` : ''
    console.error(
      `What is there is whole, but the seal that you expect is not among its seals${among}: the end was cut off, or the chain was made anew.`,
    )
    console.error(wholeWords(result))
    return 1
  }
  console.log(wholeWords(result))
  if (expect === '') console.log('To see that the end was not cut off either, give a seal that the log printed earlier: --expect SEAL.')
  return 0
}

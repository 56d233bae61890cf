import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import type { Permission } from '../core/permissions.ts'
import { judge, type Facts, type Verdict } from './rules-judge.ts'
import { resultWords } from './rules.ts'
import { MOST_USERS, type BulkAction, type BulkParameters } from './schema.ts'
import { ask, factColumns, LABEL } from './steps-facts.ts'
import type { Prepared } from './steps-prepare.ts'

/** What a run would do, by the rules of the run. `examples` are up to three names for each reason. */
export type Preview = {
  preview: true
  total: number
  changed: number
  unchanged: number
  skipped: { reason: string; message: string; count: number; examples: string[] }[]
}

/** Whom a preview looks at: rows of `users`, perhaps joined with `item`, the rows of the run that is to be taken back. */
export type Source = { from: RawBuilder<unknown>; where: RawBuilder<boolean>; changed: RawBuilder<boolean>; total: number | null }

const CHUNK = 20_000
const EXAMPLES = 3

type Alike = Omit<Facts, 'id'> & { self: string; count: number; examples: string[]; last: string }

/**
 * The next users in the order of their ids, counted by all that decides about them: the judge has to be asked once for each combination,
 * and the answer stays small however many there are.
 */
function nextChunk(tx: Tx, actor: Actor, permission: Permission, prepared: Prepared, { from, where, changed }: Source, after: string) {
  return ask(
    tx,
    raw<Alike>`with chunk as materialized (
        select users.id, ${LABEL} as label, case when users.id = ${actor.id}::uuid then users.id::text else '' end as self,
          ${factColumns(actor, permission, prepared, changed)}
        from ${from} where ${where} and users.id > ${after}::uuid order by users.id limit ${CHUNK})
      select self, status, "hasPassword", reachable, outranks, "changedMeanwhile", fact, losing, count(*)::int as count,
        (array_agg(label))[1:${raw.lit(EXAMPLES)}] as examples, max(id::text collate "C") as last
      from chunk group by self, status, "hasPassword", reachable, outranks, "changedMeanwhile", fact, losing`,
  )
}

/** Adds up verdicts with a few names for each reason. */
function tally() {
  const counts = { CHANGED: 0, UNCHANGED: 0 }
  const reasons = new Map<string, { count: number; examples: string[] }>()
  const skip = (reason: string, count: number, names: readonly string[]) => {
    const known = reasons.get(reason) ?? { count: 0, examples: [] }
    const examples = [...known.examples, ...names].slice(0, EXAMPLES)
    reasons.set(reason, { count: known.count + count, examples })
  }
  return {
    counts,
    skip,
    add({ result, reason }: Verdict, count: number, names: readonly string[]) {
      if (result === 'SKIPPED') skip(reason, count, names)
      else counts[result] += count
    },
    skipped: () =>
      [...reasons]
        .map(([reason, { count, examples }]) => ({ reason, message: resultWords(reason, count), count, examples }))
        .sort((one, other) => other.count - one.count || one.reason.localeCompare(other.reason)),
  }
}

/** How many users there are who administer the installation, and who of the changed ones would be the last by the order of a run. */
async function spare(tx: Tx, losing: { count: number; last: string }) {
  if (losing.count === 0) return null
  const [row] = await tx.$queryRaw<{ administrators: number; label: string }[]>`
    select (select count(*)::int from administrators) as administrators,
      case when full_name = '' then username else full_name || ' (' || username || ')' end as label
    from users where id = ${losing.last}::uuid`
  return row && row.administrators === losing.count ? row.label : null
}

/**
 * Counts what a run would do, without writing: in chunks, in memory that does not grow with the number of users, and from one snapshot if
 * the transaction has one. Throws RULE TOO_MANY beyond a million users.
 */
export async function previewOf<A extends BulkAction>(
  tx: Tx,
  actor: Actor,
  permission: Permission,
  { action, parameters, prepared, source }: { action: A; parameters: BulkParameters<A>; prepared: Prepared; source: Source },
): Promise<Preview> {
  const seen = tally()
  const losing = { count: 0, last: '' }
  let total = 0
  for (let after = '00000000-0000-0000-0000-000000000000', full = true; full;) {
    const chunk = await nextChunk(tx, actor, permission, prepared, source, after)
    const found = chunk.reduce((sum, { count }) => sum + count, 0)
    for (const { self, count, examples, last, ...facts } of chunk) {
      const verdict = judge(action, actor, { ...facts, id: self }, parameters)
      seen.add(verdict, count, examples)
      if (verdict.result === 'CHANGED' && facts.losing) {
        losing.count += count
        if (last > losing.last) losing.last = last
      }
      if (last > after) after = last
    }
    total += found
    if (total > MOST_USERS) throw tooMany()
    full = found === CHUNK
  }
  const spared = await spare(tx, losing)
  if (spared !== null) {
    seen.counts.CHANGED -= 1
    seen.skip('LAST_ADMINISTRATOR', 1, [spared])
  }
  const missing = (source.total ?? total) - total
  if (missing > 0) seen.skip('NOT_FOUND', missing, [])
  return {
    preview: true,
    total: total + Math.max(missing, 0),
    changed: seen.counts.CHANGED,
    unchanged: seen.counts.UNCHANGED,
    skipped: seen.skipped(),
  }
}

/** The answer to more users than a run takes. */
export const tooMany = () =>
  new AppError(
    'RULE',
    `A run takes at most ${MOST_USERS.toLocaleString('en')} users, and more match. Nothing was changed. Narrow the list, and do it in parts.`,
    { reason: 'TOO_MANY' },
  )

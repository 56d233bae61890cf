import { sql as raw } from 'kysely'
import type { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { defineMutation, type MutationContext, type Operation } from '../core/operation.ts'
import { BULK_ACTIONS, bulkInput, type BulkAction, type BulkInput, type BulkParameters } from './schema.ts'
import { chosenUsers } from './selection.ts'
import { fixUsers, insistOnExpected, keptSelection, openRun, setGoing, type Outcome } from './steps-confirm.ts'
import { unhurried } from './steps-facts.ts'
import { namesOf, prepare } from './steps-prepare.ts'
import { previewOf, type Preview } from './steps-preview.ts'
import { runLabel } from './rules.ts'

/** What a bulk operation answers: the counts of a preview, or the run that was started and perhaps is over already. */
export type BulkAnswer = Preview | Outcome

/** The transaction reads one state of everything. Must be its first statement. */
export const inOneSnapshot = ({ tx }: Pick<MutationContext, 'tx'>) => tx.$executeRaw`set transaction isolation level repeatable read`

async function previewed<A extends BulkAction>(
  { actor, tx, audit }: MutationContext,
  action: A,
  { selection, parameters }: BulkInput<A>,
): Promise<Preview> {
  const { permission } = BULK_ACTIONS[action]
  await inOneSnapshot({ tx })
  await unhurried(tx)
  const prepared = await prepare(tx, actor, action, parameters, false)
  const where = chosenUsers(actor, permission, selection)
  const total = selection.kind === 'ids' ? selection.userIds.length : null
  const source = { from: raw`users`, where, changed: raw<boolean>`false`, total }
  audit.unchanged()
  return previewOf(tx, actor, permission, { action, parameters, prepared, source })
}

/** Purging is confirmed by the number of users, typed: one slip must not empty an installation. */
function insistOnTyped(total: number, { confirm }: BulkParameters<'purge'>) {
  if (confirm === total) return
  const message = `Type the number of users, ${total.toLocaleString('en')}, to confirm.`
  throw new AppError('INVALID', 'Nothing was removed: the number that was typed is not the number of users.', {
    fields: { confirm: [message] },
  })
}

async function started<A extends BulkAction>(
  context: MutationContext,
  action: A,
  { selection, expected, parameters }: BulkInput<A>,
): Promise<Outcome> {
  const { actor, tx, audit } = context
  const { confirm: _typed, ...told } = parameters as Record<string, unknown>
  const isSmall = selection.kind === 'ids' || (expected !== undefined && expected <= 1_000)
  // What is done in the request must see what others commit while it waits for their locks.
  if (!isSmall) await inOneSnapshot({ tx })
  await unhurried(tx)
  await prepare(tx, actor, action, parameters, false)
  const stored = { ...told, ...(await namesOf(tx, told)) }
  const run = await openRun(tx, actor, { action, parameters: stored, selection: keptSelection(selection), undoOfId: null })
  const total = await fixUsers(tx, actor, run, selection)
  insistOnExpected(total, expected)
  if (action === 'purge') insistOnTyped(total, parameters as BulkParameters<'purge'>)
  const target = { type: 'bulk-run' as const, id: run.id, label: runLabel(action, total) }
  const detail = { action, users: total, parameters: stored, selection: keptSelection(selection) }
  await audit.recordMany('bulk-run.started', [{ target, detail }], run.id)
  return setGoing(context, run, total)
}

/**
 * Makes the operation that does one act to many users, out of the same rules as the single act. `preview` counts what would happen and
 * writes nothing; a run fixes its users and does up to a thousand at once, more as a job. One audit row per user, tied together by the
 * run's id. Sensitive acts ask for a fresh factor before a run, never before a preview. CONFLICT when `expected` is not what matches.
 */
export function defineBulk<A extends BulkAction>(name: string, action: A): Operation<z.ZodType<BulkInput<A>>, BulkAnswer> {
  const { permission, sensitive } = BULK_ACTIONS[action]
  const operation = defineMutation({
    name,
    permission,
    input: bulkInput(action) as unknown as z.ZodType<BulkInput<A>>,
    limit: { points: 60, seconds: 60 },
    timeoutSeconds: 300,
    before: async (actor, { preview }) => {
      if (sensitive && !preview) requireFreshFactor(actor)
    },
    run: (context, input) => (input.preview ? previewed(context, action, input) : started(context, action, input)) as Promise<BulkAnswer>,
  })
  return Object.assign(operation, { operation: { ...operation.operation, sensitive } })
}

import type { AuditEntry, AuditEvent } from '../audit/events.ts'
import { recordAudit } from '../audit/record.ts'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import type { BulkAction, BulkParameters } from './schema.ts'
import type { Subject } from './steps-facts.ts'

/** Who does what in which run. `undoing`: each user's `before` says what to put back. */
export type Work<A extends BulkAction = BulkAction> = {
  tx: Tx
  actor: Actor
  runId: string
  parameters: BulkParameters<A>
  undoing: boolean
}
/** What was done to a user: their version now, and what an undo needs. */
export type Done = { version: number; before?: unknown }

/** A user as the target of an audit row. */
export const targetOf = (user: Subject) => ({ type: 'user' as const, id: user.id, label: user.label })

/** Writes audit rows in the name of whoever started the run, all tied together by the run. */
export const record = <E extends AuditEvent>(
  { tx, actor, runId }: Pick<Work, 'tx' | 'actor' | 'runId'>,
  event: E,
  entries: readonly AuditEntry<E>[],
) => recordAudit(tx, actor, event, entries, runId)

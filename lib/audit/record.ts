import '#server-only'
import type { Actor } from '../core/actor.ts'
import { newId } from '../core/id.ts'
import { once } from '../core/lazily.ts'
import { AUDIT_EVENTS, type AuditEntry, type AuditEvent } from './events.ts'

type Recorder = { $executeRawUnsafe(text: string, ...values: unknown[]): PromiseLike<number> }

const COLUMNS = `id, event, actor_kind, actor_id, actor_label, target_type, target_id, target_label, changes, detail, outcome, reason, ip, user_agent, request_id, correlation_id`

/** Far more than a name needs; labels and user agents come from outside and must not fill the log. */
const short = (text: string | null, limit = 300) => (text === null || text.length <= limit ? text : `${text.slice(0, limit)}…`)

/** The insert of these entries and its parameters, $1 to $16. */
function insertion<E extends AuditEvent>(actor: Actor, event: E, entries: readonly AuditEntry<E>[], correlationId: string) {
  const shape = AUDIT_EVENTS[event].detail.strict()
  const rows = entries.map(({ target, detail, changes = {}, outcome = 'done', reason = '' }) => ({
    id: newId(),
    target_type: target.type,
    target_id: target.id,
    target_label: short(target.label),
    changes: JSON.stringify(changes),
    detail: JSON.stringify(shape.parse(detail)),
    outcome,
    reason: short(reason, 2_000),
  }))
  const column = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name])
  const text = `insert into audit_events (${COLUMNS})
     select id, $1, $2, $3::uuid, $4, target_type, target_id, target_label, changes::jsonb, detail::jsonb, outcome::"AuditOutcome", reason, $5, $6, $7, $8
     from unnest($9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
       as entry (id, target_type, target_id, target_label, changes, detail, outcome, reason)`
  const values = [
    event,
    actor.kind,
    actor.id,
    short(actor.label),
    actor.request.ip,
    short(actor.request.userAgent),
    actor.request.id,
    correlationId,
    column('id'),
    column('target_type'),
    column('target_id'),
    column('target_label'),
    column('changes'),
    column('detail'),
    column('outcome'),
    column('reason'),
  ]
  return { text, values }
}

/**
 * Writes one audit row per entry with a single statement, in the caller's transaction when given one. All rows of a call share the
 * actor's request and `correlationId` (the request's id when absent). A detail that does not fit its event throws.
 */
export async function recordAudit<E extends AuditEvent>(
  tx: Recorder,
  actor: Actor,
  event: E,
  entries: readonly AuditEntry<E>[],
  correlationId = actor.request.id,
): Promise<void> {
  if (entries.length === 0) return
  const { text, values } = insertion(actor, event, entries, correlationId)
  await tx.$executeRawUnsafe(text, ...values)
}

/** What this process wrote by `recordAuditOnce`, and until when it need not ask the database about it. The oldest are forgotten first. */
const written = () => once('audit rows written once', () => new Map<string, number>())
const MOST_REMEMBERED = 10_000

function remember(key: string, until: number) {
  const known = written()
  known.delete(key)
  known.set(key, until)
  const [oldest] = known.keys()
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest)
}

/**
 * Writes one audit row, unless the same actor left one with the same event and detail within the last `minutes`; looking and writing are
 * one statement, and none while this process remembers that it wrote. Two at the very same moment may both write: it is said twice then,
 * never not at all. Not for inside a transaction, which might take the row back.
 */
export async function recordAuditOnce<E extends AuditEvent>(
  db: Recorder,
  actor: Actor,
  { event, entry }: { event: E; entry: AuditEntry<E> },
  minutes: number,
): Promise<void> {
  const key = JSON.stringify([actor.kind, actor.id ?? actor.label, event, entry.detail])
  const began = Date.now()
  if ((written().get(key) ?? 0) > began) return
  const { text, values } = insertion(actor, event, [entry], actor.request.id)
  const sameActor = actor.id ? 'known.actor_id = $3::uuid' : 'known.actor_id is null and known.actor_kind = $2 and known.actor_label = $4'
  const rows = await db.$executeRawUnsafe(
    `${text} where not exists (select from audit_events as known where known.event = $1 and ${sameActor}
       and known.at > now() - make_interval(mins => $17::int) and known.detail = entry.detail::jsonb)`,
    ...values,
    minutes,
  )
  // When the row was there already, nobody knows here how old it is.
  if (rows > 0) remember(key, began + minutes * 60_000)
}

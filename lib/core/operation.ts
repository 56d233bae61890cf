import '#server-only'
import { z } from 'zod'
import type { AuditEntry, AuditEvent } from '../audit/events.ts'
import { recordAudit, recordAuditOnce } from '../audit/record.ts'
import { enqueue, type JobName, type JobPayload } from '../jobs/queue.ts'
import { isHigherMembership, reachOf, type Actor } from './actor.ts'
import { db, sql, type Tx } from './db.ts'
import { fromDatabase, isRetryable } from './db-errors.ts'
import { AppError, isAppError } from './errors.ts'
import { requireFreshFactor } from './fresh-factor.ts'
import { log } from './log.ts'
import { isEverywhereOnly, type Permission } from './permissions.ts'
import { countAgainst, type Limit } from './rate-limit.ts'

/** How a mutation accounts for itself: what it recorded, or that there was nothing to change. */
export type Audit = {
  /** Writes one row with the change. */
  record<E extends AuditEvent>(event: E, entry: AuditEntry<E>): Promise<void>
  /** Writes a row per entry with one statement. An empty list counts as `unchanged`. `correlationId` ties rows of several requests together. */
  recordMany<E extends AuditEvent>(event: E, entries: readonly AuditEntry<E>[], correlationId?: string): Promise<void>
  /** Says that the asked-for state was already there. */
  unchanged(): void
}

export type QueryContext = { actor: Actor; db: typeof db; sql: typeof sql }
export type MutationContext = {
  actor: Actor
  tx: Tx
  audit: Audit
  /** Stores later work in this transaction: no commit, no job. */
  enqueue<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void>
  /**
   * Commits what was written so far and then throws: for refusals that leave something behind, such as a counted try. To be called by `run`
   * itself, with the error that the caller gets. The same bookkeeping is asked for as of an answer.
   */
  commitAndThrow(error: AppError): never
}

type Spec<S extends z.ZodType, C, R> = {
  /** The exported name, for logs, limits and the audit of refusals. */
  name: string
  permission: Permission
  input: S
  /** What the actor must be beside holding the permission. */
  requires?: Requirement
  /** Calls per actor; nothing when absent. */
  limit?: Limit
  run: (context: C, input: z.output<S>) => Promise<R>
}
/** What a read leaves in the log. */
type Reading = { [E in AuditEvent]: { event: E; entry: AuditEntry<E> } }[AuditEvent]
type QuerySpec<S extends z.ZodType, R> = Spec<S, QueryContext, R> & {
  /**
   * For what must not be read unseen. The entry is committed before the answer is given, once per actor and detail within ten minutes:
   * what cannot be recorded is not answered.
   */
  records?: (input: z.output<S>) => Reading
}
/** Looking at the same thing again within this time is the same reading. */
const READINGS_WITHIN_MINUTES = 10
type MutationSpec<S extends z.ZodType, R, B = void> = Omit<Spec<S, unknown, unknown>, 'run'> & {
  /**
   * Runs before the transaction is opened, for what must not be rolled back with it (a wrong password stays counted) or takes long. `run`
   * gets its answer as `prepared`.
   */
  before?: (actor: Actor, input: z.output<S>) => Promise<B>
  run: (context: MutationContext & { prepared: B }, input: z.output<S>) => Promise<R>
  /** Runs once the change is committed, for what this process keeps in memory. Must not throw: the change stands. */
  after?: () => Promise<unknown>
  /** Asks for a fresh factor before anything is looked up. */
  sensitive?: boolean
  /** For counting rules that no lock covers; the wrapper tries again when it loses. */
  serializable?: boolean
  /** For work on many rows; 10 seconds otherwise. */
  timeoutSeconds?: number
}

/**
 * Seed 000's guards: a member of the organisation, one of a higher level than basic, or a program with an API key. Declared on the
 * operation and asked right after its permission; FORBIDDEN with the requirement as the reason (UNAUTHENTICATED for `apiKey`: another
 * credential would do). The system meets every one.
 */
export type Requirement = 'membership' | 'higherMembership' | 'apiKey'

const UNMET: Record<Requirement, { code: 'FORBIDDEN' | 'UNAUTHENTICATED'; message: string; isMet: (actor: Actor) => boolean }> = {
  membership: {
    code: 'FORBIDDEN',
    message: 'This is for members of the organisation. Join first, on the membership page of your account.',
    isMet: ({ membership }) => membership !== null,
  },
  higherMembership: {
    code: 'FORBIDDEN',
    message: 'This is for members of a higher level than basic.',
    isMet: ({ membership }) => isHigherMembership(membership),
  },
  apiKey: {
    code: 'UNAUTHENTICATED',
    message: 'This is for programs: send an API key.',
    isMet: ({ kind }) => kind === 'apiKey',
  },
}

function insistOn(actor: Actor, requirement: Requirement | undefined) {
  if (requirement === undefined || actor.kind === 'system' || UNMET[requirement].isMet(actor)) return
  throw new AppError(UNMET[requirement].code, UNMET[requirement].message, { reason: requirement })
}

/** What an operation is, for adapters and for the tests that walk over all of them. */
export type OperationDescription<S extends z.ZodType = z.ZodType> = {
  kind: 'query' | 'mutation' | 'export'
  name: string
  permission: Permission
  input: S
  requires: Requirement | null
  sensitive: boolean
}
/** A callable operation: `await op(actor, rawInput)`. Input is parsed inside, so anything may be passed. */
export type Operation<S extends z.ZodType = z.ZodType, R = unknown> = ((actor: Actor, input: unknown) => Promise<R>) & {
  operation: OperationDescription<S>
}

function authorize(actor: Actor, permission: Permission) {
  const reach = reachOf(actor, permission)
  if (reach === 'everywhere' || (reach !== null && !isEverywhereOnly(permission))) return
  if (actor.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Sign in first.')
  throw new AppError('FORBIDDEN', 'Your roles do not allow this. If your work needs it, ask an administrator to give you one that does.', {
    reason: permission,
  })
}

/** Sentences per field; what belongs to no field is under the empty name. */
function fieldsOf(error: z.ZodError): Record<string, string[]> {
  // A map, as whoever sends a field names it: an object has a "constructor" already.
  const fields = new Map<string, string[]>()
  for (const issue of error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')]
    const message = issue.code === 'unrecognized_keys' ? 'This field is not known here.' : issue.message
    for (const name of names) {
      const said = fields.get(name)
      if (said) said.push(message)
      else fields.set(name, [message])
    }
  }
  return Object.fromEntries(fields)
}

/** The input as the schema gives it. Throws INVALID with a sentence per field. For the definers of `core` only. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new AppError('INVALID', 'Nothing was changed. Check the highlighted fields.', { fields: fieldsOf(result.error) })
}

/** What comes before any input is read: authorize → requirement → limit → fresh factor. For the definers of `core` only. */
export async function admit(
  actor: Actor,
  spec: { name: string; permission: Permission; requires?: Requirement; limit?: Limit; sensitive?: boolean },
) {
  authorize(actor, spec.permission)
  insistOn(actor, spec.requires)
  if (spec.limit && actor.kind !== 'system') await countAgainst(spec.limit, `${spec.name}:${actor.id ?? actor.request.ip ?? 'unknown'}`)
  if (spec.sensitive) requireFreshFactor(actor)
}

const idOf = (input: unknown) => {
  const id = (input as { userId?: unknown } | null)?.userId
  return typeof id === 'string' && z.uuid().safeParse(id).success ? id : null
}

/** The log grows for ever, so one actor adds at most this many refusals a minute to it; more say nothing new. */
const REFUSALS_RECORDED: Limit = { points: 30, seconds: 60 }

/** Refusals of known actors are part of the log. Best effort, after the rollback: the refusal stands even if this row cannot be written. */
async function recordRefusal(actor: Actor, spec: { name: string; permission: Permission }, input: unknown, error: unknown) {
  if (!isAppError(error) || (error.code !== 'FORBIDDEN' && error.code !== 'RULE') || error.detail.reason === 'REAUTHENTICATE') return
  if (actor.kind === 'anonymous') return
  const userId = idOf(input)
  const entry = {
    target: userId ? { type: 'user' as const, id: userId, label: userId } : { type: 'operation' as const, id: null, label: spec.name },
    detail: { operation: spec.name, permission: spec.permission, code: error.code },
    outcome: 'refused' as const,
    reason: error.detail.reason && error.code === 'RULE' ? error.detail.reason : error.message,
  }
  try {
    await countAgainst(REFUSALS_RECORDED, `refusals:${actor.id ?? actor.label}`)
    await recordAudit(db, actor, 'operation.refused', [entry])
  } catch (cause) {
    if (!isAppError(cause)) log.error({ err: cause, operation: spec.name }, 'A refusal could not be recorded.')
  }
}

/** Runs an operation, makes AppErrors of the database's, and records refusals. For the definers of `core` only. */
export async function translated<R>(
  actor: Actor,
  spec: { name: string; permission: Permission },
  input: unknown,
  call: () => Promise<R>,
): Promise<R> {
  try {
    return await call()
  } catch (raw) {
    const error = fromDatabase(raw)
    await recordRefusal(actor, spec, input, error)
    throw error
  }
}

/**
 * A read that everyone may call and only the permitted get through: authorize → limit → parse → run → record the reading, where it is
 * recorded → translate errors. `run` must filter by what the actor may see.
 */
export function defineQuery<S extends z.ZodType, R>(spec: QuerySpec<S, R>): Operation<S, R> {
  const call = (actor: Actor, raw: unknown) =>
    translated(actor, spec, raw, async () => {
      await admit(actor, spec)
      const input = parseInput(spec.input, raw)
      const answer = await spec.run({ actor, db, sql }, input)
      if (spec.records) await recordAuditOnce(db, actor, spec.records(input), READINGS_WITHIN_MINUTES)
      return answer
    })
  const { name, permission, input, requires = null } = spec
  return Object.assign(call, { operation: { kind: 'query' as const, name, permission, input, requires, sensitive: false } })
}

function auditIn(tx: Tx, actor: Actor) {
  let accounted = false
  const audit: Audit = {
    unchanged: () => void (accounted = true),
    record: (event, entry) => audit.recordMany(event, [entry]),
    recordMany: async (event, entries, correlationId) => {
      accounted = true
      await recordAudit(tx, actor, event, entries, correlationId)
    },
  }
  return { audit, isAccounted: () => accounted }
}

/** How `commitAndThrow` leaves `run`. Never seen outside. */
class Committed {
  readonly error: AppError
  constructor(error: AppError) {
    this.error = error
  }
}

/**
 * A write, with all that must not be forgotten: authorize → limit → fresh factor → parse → before → one transaction → run → at least one audit row
 * or `unchanged()` → commit → translate errors. A mutation that accounts for nothing is rolled back.
 */
export function defineMutation<S extends z.ZodType, R, B = void>(spec: MutationSpec<S, R, B>): Operation<S, R> {
  const attempt = (actor: Actor, input: z.output<S>, prepared: B) =>
    db.$transaction(
      async (tx) => {
        const { audit, isAccounted } = auditIn(tx, actor)
        const commitAndThrow = (error: AppError): never => {
          throw new Committed(error)
        }
        const later: MutationContext['enqueue'] = (name, payload) => enqueue(tx, name, payload)
        const answer = await spec.run({ actor, tx, audit, enqueue: later, commitAndThrow, prepared }, input).catch((thrown: unknown) => {
          if (thrown instanceof Committed) return thrown
          throw thrown
        })
        if (!isAccounted()) throw new Error(`${spec.name} ended without audit.record() or audit.unchanged().`)
        return answer
      },
      { timeout: (spec.timeoutSeconds ?? 10) * 1000, maxWait: 5_000, ...(spec.serializable ? { isolationLevel: 'Serializable' } : {}) },
    )
  const carryOut = (actor: Actor, raw: unknown) =>
    translated(actor, spec, raw, async () => {
      await admit(actor, spec)
      const input = parseInput(spec.input, raw)
      const prepared = (await spec.before?.(actor, input)) as B
      for (let tries = 1; ; tries++) {
        try {
          const result = await attempt(actor, input, prepared)
          await spec.after?.()
          return result
        } catch (error) {
          if (tries === 4 || !isRetryable(error)) throw error
          await new Promise((resume) => setTimeout(resume, Math.random() * 30 * tries))
        }
      }
    })
  const call = async (actor: Actor, raw: unknown): Promise<R> => {
    const result = await carryOut(actor, raw)
    // Whoever commits a refusal has recorded it: it is not recorded once more.
    if (result instanceof Committed) throw result.error
    return result
  }
  const { name, permission, input, requires = null, sensitive = false } = spec
  return Object.assign(call, { operation: { kind: 'mutation' as const, name, permission, input, requires, sensitive } })
}

// Deciding about items of all kinds in one transaction, each by itself.
import { sql as raw } from 'kysely'
import { answerRequest, insistOnWaiting, lockRequests, ownAddress, type RequestRecord } from '../access-requests/steps.ts'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { isAppError, type AppError } from '../core/errors.ts'
import type { Audit } from '../core/operation.ts'
import { decideMany } from '../enrollments/steps-decide.ts'
import { whyNotDecide } from '../groups/rules.ts'
import { groupIdWithin } from '../groups/scope.ts'
import { decided, decideRequests, lockApplicants, stale } from '../groups/steps-decide.ts'
import type { RequestRecord as GroupRequestRecord } from '../groups/steps-requests.ts'
import type { GroupRecord } from '../groups/steps.ts'
import type { Decision } from '../enrollments/schema.ts'
import type { Outcome as EnrollmentOutcome } from '../enrollments/views.ts'
import type { InboxKind } from './schema.ts'
import { itemsWithin } from './sources.ts'

type Item = { kind: InboxKind; id: string; version: number }
/** What is decided, with the words that are kept. */
export type Words = { decision: Decision; reason: string; reasonShared: boolean; note: string; noteShared: boolean }
/** What became of an item: null when it was done, `waiting` after the first of two approvals. */
export type Outcome = null | 'waiting' | { reason: string; message: string }
type Context = { tx: Tx; actor: Actor; audit: Audit }

/** Missing and out of reach: the same. */
export const NOT_FOUND = { reason: 'NOT_FOUND', message: 'Not found. It may not be yours to see. Nothing was changed.' }
/** What a refusal of one item says. A password that has to be entered again is asked for once, for all, and so is what is no refusal. */
function refusalOf(error: unknown): { reason: string; message: string } {
  if (!isAppError(error) || error.detail.reason === 'REAUTHENTICATE' || error.code === 'UNAVAILABLE' || error.code === 'RATE_LIMITED')
    throw error
  return { reason: (error as AppError).detail.reason ?? error.code, message: error.message }
}

/**
 * The groups that these items are about, locked in the order of their ids before anything else is: whoever decides about several then never
 * waits in a circle with somebody who decides about others of them.
 */
async function lockGroups(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  await tx.$queryRaw`select id from groups where id in (
      select group_id from enrollments where id = any(${[...ids]}::uuid[])
      union select given.group_id from enrollment_pool_groups given join enrollments on enrollments.pool_id = given.pool_id
        where enrollments.id = any(${[...ids]}::uuid[])
      union select group_id from group_requests where id = any(${[...ids]}::uuid[])) order by id for no key update`
}

async function decideEnrollments({ tx, actor }: Context, items: readonly Item[], words: Words): Promise<Map<string, Outcome>> {
  if (items.length === 0) return new Map()
  const outcomes = await decideMany(tx, actor, items, words)
  const of = (outcome: EnrollmentOutcome): Outcome => {
    if (!outcome.done) return { reason: outcome.reason, message: outcome.message }
    return outcome.state === 'PENDING' ? 'waiting' : null
  }
  return new Map([...outcomes].map(([id, outcome]) => [id, of(outcome)]))
}

/** What is said of an access request: rejecting is dismissing it, and its one note is the reason then. */
const answerOf = ({ decision, reason, reasonShared, note, noteShared }: Words) =>
  decision === 'approve'
    ? { decision: 'enroll' as const, note, noteShared, roleIds: [] }
    : { decision: 'dismiss' as const, note: reason, noteShared: reasonShared, roleIds: [] }

async function answerOne(
  { tx, actor, audit }: Context,
  own: { email: string },
  request: RequestRecord | undefined,
  item: Item,
  words: Words,
) {
  if (!request) return NOT_FOUND
  await tx.$executeRaw`savepoint one_item`
  try {
    insistOnWaiting(own, request, item.version)
    await answerRequest(tx, actor, audit, request, answerOf(words))
    await tx.$executeRaw`release savepoint one_item`
    return null
  } catch (error) {
    const refusal = refusalOf(error)
    await tx.$executeRaw`rollback to savepoint one_item`
    return refusal
  }
}

async function answerAccessRequests(context: Context, items: readonly Item[], words: Words): Promise<Map<string, Outcome>> {
  if (items.length === 0) return new Map()
  const { tx, actor } = context
  const locked = new Map((await lockRequests(tx, actor, items.map(({ id }) => id))).map((request) => [request.id, request])) // prettier-ignore
  const own = await ownAddress(tx, actor)
  const outcomes = new Map<string, Outcome>()
  for (const item of items) outcomes.set(item.id, await answerOne(context, own, locked.get(item.id), item, words))
  return outcomes
}

type Locked = { request: GroupRequestRecord; group: GroupRecord }

/** Requests to join groups within reach, with their groups, locked in the order of their ids. The groups are locked already. */
async function lockGroupRequests(tx: Tx, actor: Actor, ids: readonly string[]): Promise<Locked[]> {
  const query = raw<GroupRequestRecord & { group: GroupRecord }>`
    select request.id::text as id, request.group_id::text as "groupId", request.user_id::text as "userId", request.status::text as status,
      request.decided_at as "decidedAt", request.decided_by_label as "decidedByLabel", request.version,
      jsonb_build_object('id', groups.id, 'name', groups.name, 'approved', groups.approved, 'trusted', groups.trusted, 'parentId', groups.parent_id,
        'ownerId', groups.owner_id, 'version', groups.version) as "group"
    from group_requests request join groups on groups.id = request.group_id
    where request.id = any(${[...ids]}::uuid[]) and ${groupIdWithin(actor, 'enrollment:approve', raw`request.group_id`)}
    order by request.id for update of request`
  return (await runIn(tx, query.compile(sql))).map(({ group, ...request }) => ({ request, group }))
}

function judgeGroupRequest(actor: Actor, { request }: Locked, version: number): Outcome {
  const own = whyNotDecide(actor, request)
  if (own) return own
  if (request.status !== 'PENDING') return refusalOf(decided(request))
  return request.version === version ? null : refusalOf(stale(request))
}

async function decideOfGroup(context: Context, group: GroupRecord, asked: Parameters<typeof decideRequests>[2], words: Words) {
  const { decision, note, reason } = words
  try {
    return await decideRequests(context, group, asked, { decision, note: decision === 'approve' ? note : reason, validUntil: null })
  } catch (error) {
    // It throws before it writes anything.
    const refusal = refusalOf(error)
    return new Map(asked.map(({ request }) => [request.id, refusal]))
  }
}

async function decideGroupRequests(context: Context, items: readonly Item[], words: Words): Promise<Map<string, Outcome>> {
  if (items.length === 0) return new Map()
  const { tx, actor } = context
  const locked = new Map((await lockGroupRequests(tx, actor, items.map(({ id }) => id))).map((each) => [each.request.id, each])) // prettier-ignore
  const outcomes = new Map<string, Outcome>()
  for (const { id, version } of items) {
    const found = locked.get(id)
    outcomes.set(id, found ? judgeGroupRequest(actor, found, version) : NOT_FOUND)
  }
  const waiting = [...locked.values()].filter(({ request }) => outcomes.get(request.id) === null)
  const users = new Map((await lockApplicants(tx, waiting.map(({ request }) => request.userId))).map((user) => [user.id, user])) // prettier-ignore
  for (const groupId of new Set(waiting.map(({ group }) => group.id))) {
    const ofGroup = waiting.filter(({ group }) => group.id === groupId)
    const asked = ofGroup.flatMap(({ request }) => {
      const user = users.get(request.userId)
      return user ? [{ request, user }] : []
    })
    for (const [id, why] of await decideOfGroup(context, ofGroup[0]!.group, asked, words)) outcomes.set(id, why)
  }
  return outcomes
}

/**
 * Decides about items of all kinds in the caller's transaction, and gives what became of each, by id. What is refused is as it was, and
 * holds up no other. Throws FORBIDDEN REAUTHENTICATE when what is given needs a fresh factor.
 */
export async function decideItems(context: Context, items: readonly Item[], words: Words): Promise<Map<string, Outcome>> {
  const of = (kind: InboxKind) => items.filter((item) => item.kind === kind)
  await lockGroups(context.tx, items.map(({ id }) => id)) // prettier-ignore
  const enrollments = await decideEnrollments(context, of('enrollment'), words)
  const requests = await answerAccessRequests(context, of('access-request'), words)
  return new Map([...enrollments, ...requests, ...(await decideGroupRequests(context, of('group-request'), words))])
}

/** How the applicants of items are called, by id; of those only whom the actor may see at all. */
export async function applicantsOf(tx: Tx, actor: Actor, items: readonly Item[]): Promise<Map<string, string>> {
  const ids = items.map(({ id }) => id)
  const within = (groupId: string) => itemsWithin(actor, 'enrollment:approve', raw.ref(groupId))
  const query = raw<{ id: string; label: string }>`
    select id::text as id, coalesce(nullif(btrim(first_name || ' ' || last_name), ''), nullif(username, ''), email) as label from enrollments
      where id = any(${ids}::uuid[]) and ${within('enrollments.group_id')}
    union all select id::text, full_name from access_requests where id = any(${ids}::uuid[]) and ${within('access_requests.group_id')}
    union all select request.id::text, coalesce(nullif(users.full_name, ''), users.username) from group_requests request
      join users on users.id = request.user_id where request.id = any(${ids}::uuid[]) and ${within('request.group_id')}`
  return new Map((await runIn(tx, query.compile(sql))).map(({ id, label }) => [id, label]))
}

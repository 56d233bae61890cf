// Deciding about requests to join one group, one or many at once. The group, the requests and the users must be locked, in this order.
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { sql as raw } from 'kysely'
import { AppError } from '../core/errors.ts'
import type { Audit } from '../core/operation.ts'
import type { UserRecord } from '../users/steps.ts'
import { decidedWords, directionOf, whyNotAdd, whyNotRenew } from './rules.ts'
import type { GroupRecord } from './steps.ts'
import { changeMember, mailDecisions, memberDetail, membersAmong, putMembers, userTarget, type MemberRecord } from './steps-members.ts'
import type { RequestRecord } from './steps-requests.ts'
import { carriedBy, insistOnMayGiveRights } from './steps-rights.ts'
import type { WhyNot } from './views.ts'

/** Somebody's request with who asked. */
export type Asked = { request: RequestRecord; user: UserRecord }
type Wanted = { decision: 'approve' | 'reject'; note: string; validUntil: Date | null }

/** The CONFLICT that whoever is second gets: who decided, and when. */
export const decided = (request: RequestRecord) =>
  new AppError('CONFLICT', `${decidedWords(request)} Nothing was changed.`, {
    reason: 'DECIDED',
    current: { status: request.status, decidedByLabel: request.decidedByLabel, decidedAt: request.decidedAt?.toISOString() ?? null },
  })

/** The CONFLICT of a decision about a request that looked different. */
export const stale = (request: RequestRecord) =>
  new AppError('CONFLICT', 'This request changed meanwhile. Nothing was decided; look at it again.', {
    reason: 'STALE',
    current: { version: request.version },
  })

/** Who asked, locked in the order of their ids: whoever decides need not be able to look them up. Those who are gone are left out. */
export function lockApplicants(tx: Tx, userIds: readonly string[]): Promise<UserRecord[]> {
  const query = raw<UserRecord>`select id::text as id, username, email, full_name as "fullName", status::text as status,
    status_before_delete::text as "statusBeforeDelete", password_hash is not null as "hasPassword", version from users
    where id = any(${[...userIds]}::uuid[]) order by id for update`
  return runIn(tx, query.compile(sql))
}

const settleAll = (tx: Tx, actor: Actor, requestIds: readonly string[], status: 'APPROVED' | 'REJECTED', note: string) =>
  tx.$executeRaw`update group_requests set status = ${status}::"GroupRequestStatus", note = ${note}, decided_at = now(),
    decided_by_id = ${actor.id}::uuid, decided_by_label = ${actor.label}, version = version + 1 where id = any(${[...requestIds]}::uuid[])`

type Given = MemberRecord['role']
type Plan = Asked & { why: WhyNot; present: MemberRecord | null; role: Given }

function planOf(asked: Asked, present: MemberRecord | undefined, validUntil: Date | null): Plan {
  const current = present && !present.ended ? present : null
  const role = current?.role ?? 'member'
  const takes = current !== null && directionOf(current, { role, validUntil }).takes
  return { ...asked, present: current, role, why: whyNotAdd(asked.user) ?? (takes ? whyNotRenew(current, validUntil) : null) }
}

/** Lets in, or lets stay longer, whom nothing stands against. Throws RULE, before anything is written, for what the actor may not give. */
async function admitAll(tx: Tx, actor: Actor, group: GroupRecord, plans: readonly Plan[], validUntil: Date | null) {
  const giving = plans.filter(({ present, role }) => present === null || directionOf(present, { role, validUntil }).gives)
  for (const role of new Set(giving.map((plan) => plan.role)))
    await insistOnMayGiveRights(tx, actor, carriedBy(group, { role, validUntil }), 'approve this request')
  const fresh = giving.filter(({ present }) => present === null)
  await putMembers(tx, actor, group.id, fresh.map(({ user }) => user.id), { role: 'member', validUntil }) // prettier-ignore
  for (const { present, role, user } of giving) if (present) await changeMember(tx, group.id, user.id, { role, validUntil })
}

/**
 * Approves or rejects requests that wait, all of one group, and tells who asked. Gives back by request why it was not done (null: it was);
 * those are as they were. Throws RULE, with nothing written, when the actor may not give what the group gives.
 */
export async function decideRequests(
  { tx, actor, audit }: { tx: Tx; actor: Actor; audit: Audit },
  group: GroupRecord,
  asked: readonly Asked[],
  { decision, note, validUntil }: Wanted,
): Promise<Map<string, WhyNot>> {
  const userIds = asked.map(({ user }) => user.id)
  const members = decision === 'approve' ? await membersAmong(tx, group.id, userIds) : []
  const plans =
    decision === 'approve'
      ? asked.map((each) => planOf(each, members.find(({ userId }) => userId === each.user.id), validUntil)) // prettier-ignore
      : asked.map((each): Plan => ({ ...each, why: null, present: null, role: 'member' }))
  const doing = plans.filter(({ why }) => why === null)
  if (doing.length > 0) {
    if (decision === 'approve') await admitAll(tx, actor, group, doing, validUntil)
    await settleAll(tx, actor, doing.map(({ request }) => request.id), decision === 'approve' ? 'APPROVED' : 'REJECTED', note) // prettier-ignore
    if (decision === 'approve')
      await audit.recordMany('group.request-approved', doing.map(({ user, role }) => ({ target: userTarget(user), detail: memberDetail(group, { role, validUntil }), reason: note }))) // prettier-ignore
    else
      await audit.recordMany('group.request-rejected', doing.map(({ user }) => ({ target: userTarget(user), detail: { group: group.name, groupId: group.id }, reason: note }))) // prettier-ignore
    await mailDecisions(tx, doing.map(({ user }) => user), group, { approved: decision === 'approve', note, validUntil: decision === 'approve' ? validUntil : null }) // prettier-ignore
  }
  return new Map(plans.map(({ request, why }) => [request.id, why]))
}

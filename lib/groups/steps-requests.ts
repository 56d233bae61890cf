import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import { queueMails, type Mail } from '../mail/steps.ts'
import type { RequestStatus } from './schema.ts'
import { groupIdWithin } from './scope.ts'

/** A request as deciding about it needs it. */
export type RequestRecord = {
  id: string
  groupId: string
  userId: string
  status: RequestStatus
  decidedAt: Date | null
  decidedByLabel: string
  version: number
}

const COLUMNS = raw`id::text as id, group_id::text as "groupId", user_id::text as "userId", status::text as status, decided_at as "decidedAt",
  decided_by_label as "decidedByLabel", version`

/** The group that somebody asks to join, kept as it is until the transaction ends. NOT_FOUND unless it is approved or they are, or were, in it. */
export async function groupToAsk(tx: Tx, groupId: string, userId: string) {
  const query = raw<{
    id: string
    name: string
    approved: boolean
    trusted: boolean
  }>`select id::text as id, name, approved, trusted from groups
    where id = ${groupId}::uuid and (approved or exists (select from group_members where group_id = groups.id and user_id = ${userId}::uuid)) for share`
  const [group] = await runIn(tx, query.compile(sql))
  if (!group) throw notFound('Group')
  return group
}

/**
 * Writes a waiting request, unless there is one: then, also when both are made in the same instant, gives back that one. `isFirst`: nothing
 * was asked of this group by them since yesterday.
 */
export async function putRequest(tx: Tx, request: { id: string; groupId: string; userId: string; reason: string }) {
  const [before] = await tx.$queryRaw<{ asked: boolean }[]>`select exists (select from group_requests
    where group_id = ${request.groupId}::uuid and user_id = ${request.userId}::uuid and created_at > now() - interval '1 day') as asked`
  const made = await tx.$executeRaw`insert into group_requests (id, group_id, user_id, reason)
    values (${request.id}::uuid, ${request.groupId}::uuid, ${request.userId}::uuid, ${request.reason})
    on conflict (group_id, user_id) where status = 'PENDING' do nothing`
  if (made === 1) return { requestId: request.id, changed: true, isFirst: before?.asked !== true }
  const waiting = await tx.groupRequest.findFirst({
    where: { groupId: request.groupId, userId: request.userId, status: 'PENDING' },
    select: { id: true },
  })
  return { requestId: waiting?.id ?? null, changed: false, isFirst: false }
}

/** The group of a request that the actor may decide about. NOT_FOUND is the same for missing and out of reach. */
export async function groupOfRequest(tx: Tx, actor: Actor, requestId: string): Promise<string> {
  const within = groupIdWithin(actor, 'enrollment:approve', raw`group_requests.group_id`)
  const query = raw<{ groupId: string }>`select group_id::text as "groupId" from group_requests where id = ${requestId}::uuid and ${within}`
  const [found] = await runIn(tx, query.compile(sql))
  if (!found) throw notFound('Request')
  return found.groupId
}

/** A request, locked; with `userId` only if it is theirs. NOT_FOUND otherwise. */
export async function lockRequest(tx: Tx, requestId: string, userId?: string): Promise<RequestRecord> {
  const own = userId === undefined ? raw`true` : raw`user_id = ${userId}::uuid`
  const query = raw<RequestRecord>`select ${COLUMNS} from group_requests where id = ${requestId}::uuid and ${own} for update`
  const [request] = await runIn(tx, query.compile(sql))
  if (!request) throw notFound('Request')
  return request
}

/** Ends the waiting of a request in the actor's name. It must be locked. */
export const settle = (tx: Tx, actor: Actor, requestId: string, status: Exclude<RequestStatus, 'PENDING'>, note = '') =>
  tx.groupRequest.update({
    where: { id: requestId },
    data: { status, note, decidedAt: new Date(), decidedById: actor.id, decidedByLabel: actor.label, version: { increment: 1 } },
    select: { id: true },
  })

/** So many managers are told of a request. */
const MOST_TOLD = 20

/** Tells those who manage a trusted group, and want a mail each time, that somebody asks to join it: they decide. */
export async function mailManagers(tx: Tx, group: { id: string; name: string }, applicant: { id: string; label: string }, reason: string) {
  const managers = await tx.$queryRaw<{ id: string; username: string; email: string; fullName: string }[]>`
    select id::text as id, username, email, full_name as "fullName" from users
    where id in (select user_id from group_managers where group_id = ${group.id}::uuid) and status = 'ACTIVE' and id <> ${applicant.id}::uuid
      and coalesce(preferences ->> 'approvalMail', 'each') = 'each'
    order by id limit ${MOST_TOLD}`
  const values = { group: group.name, who: applicant.label, reason }
  await queueMails(
    tx,
    managers.map((manager): Mail => ({
      template: 'group-request-made',
      values: { ...values, name: manager.fullName || manager.username },
      toAddress: manager.email,
      toName: manager.fullName,
      userId: manager.id,
    })),
  )
}

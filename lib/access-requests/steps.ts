import { sql as raw } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, refuse } from '../core/errors.ts'
import type { Audit } from '../core/operation.ts'
import { inviteIn } from '../enrollment-pools/steps-invite.ts'
import { queueMail } from '../mail/steps.ts'
import { handledWords, splitName, whyNotHandle } from './rules.ts'
import type { AccessRequestStatus } from './schema.ts'
import { requestsWithin } from './scope.ts'

/** A request as answering it needs it. */
export type RequestRecord = {
  id: string
  email: string
  fullName: string
  groupId: string | null
  status: AccessRequestStatus
  handledAt: Date | null
  handledByLabel: string
  version: number
}

/** How a request is answered; see `handleAccessRequest`. */
export type Answer = {
  decision: 'enroll' | 'dismiss'
  note: string
  noteShared: boolean
  groupId?: string | null | undefined
  roleIds: readonly string[]
}

/** Requests that the actor may answer, locked in the order of their ids. Missing and out of reach are left out. */
export async function lockRequests(tx: Tx, actor: Actor, ids: readonly string[]): Promise<RequestRecord[]> {
  // Many who wait in line for the same requests are not a fault: the usual two seconds for a lock would refuse the last of them.
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  const query = raw<RequestRecord>`select id::text as id, email, full_name as "fullName", group_id::text as "groupId", status::text as status,
      handled_at as "handledAt", handled_by_label as "handledByLabel", version
    from access_requests where id = any(${[...ids]}::uuid[]) and ${requestsWithin(actor, 'enrollment:approve')} order by id for update`
  return runIn(tx, query.compile(sql))
}

/** The e-mail address of whoever answers; empty for programs. */
export async function ownAddress(tx: Tx, actor: Actor): Promise<{ email: string }> {
  if (actor.kind !== 'user' || actor.id === null) return { email: '' }
  return (await tx.user.findUnique({ where: { id: actor.id }, select: { email: true } })) ?? { email: '' }
}

/** Throws unless the request waits as it was seen: RULE for one's own, CONFLICT for answered (DECIDED, by whom and when) and changed (STALE). */
export function insistOnWaiting(own: { email: string }, request: RequestRecord, version: number): void {
  refuse(whyNotHandle(own, request))
  if (request.status !== 'PENDING')
    throw new AppError('CONFLICT', `${handledWords(request)} Nothing was changed.`, {
      reason: 'DECIDED',
      current: { status: request.status, decidedByLabel: request.handledByLabel, decidedAt: request.handledAt?.toISOString() ?? null },
    })
  if (request.version !== version)
    throw new AppError('CONFLICT', 'This request changed meanwhile. Nothing was decided; look at it again.', {
      reason: 'STALE',
      current: { version: request.version },
    })
}

const targetOf = ({ id, fullName }: RequestRecord) => ({ type: 'access-request' as const, id, label: fullName })

const settle = (tx: Tx, actor: Actor, id: string, status: 'ENROLLED' | 'DISMISSED', answer: Answer, invitationId: string | null) =>
  tx.$executeRaw`update access_requests set status = ${status}::"AccessRequestStatus", handled_at = now(), handled_by_id = ${actor.id}::uuid,
    handled_by_label = ${actor.label}, note = ${answer.note}, note_shared = ${answer.noteShared}, invitation_id = ${invitationId}::uuid,
    version = version + 1 where id = ${id}::uuid and status = 'PENDING'`

async function enroll(tx: Tx, actor: Actor, audit: Audit, request: RequestRecord, answer: Answer) {
  const groupId = answer.groupId === undefined ? request.groupId : answer.groupId
  // Whoever gives roles within groups only gives these within the group that the person comes into.
  const reachGroupId = reachOf(actor, 'role:assign') === 'everywhere' ? null : groupId
  const terms = {
    groupId,
    roles: answer.roleIds.map((roleId) => ({ roleId, reachGroupId })),
    message: answer.noteShared ? answer.note : '',
  }
  const { email, fullName } = request
  const { invitationId, link } = await inviteIn(tx, actor, audit, { email, ...splitName(fullName) }, terms, 'enrollment:approve')
  await settle(tx, actor, request.id, 'ENROLLED', answer, invitationId)
  await audit.record('access-request.enrolled', { target: targetOf(request), detail: { invitationId }, reason: answer.note })
  return { status: 'ENROLLED' as const, invitationId, link }
}

async function dismiss(tx: Tx, actor: Actor, audit: Audit, request: RequestRecord, answer: Answer) {
  await settle(tx, actor, request.id, 'DISMISSED', answer, null)
  await audit.record('access-request.dismissed', { target: targetOf(request), detail: {}, reason: answer.note })
  // Nobody has proved that the address is theirs, so a mail goes there only with something to say.
  if (answer.noteShared && answer.note !== '')
    await queueMail(tx, {
      template: 'access-request-dismissed',
      values: { name: request.fullName, note: answer.note },
      toAddress: request.email,
      toName: request.fullName,
      userId: null,
    })
  return { status: 'DISMISSED' as const, invitationId: null, link: null }
}

/** Answers one request, which must be locked and waiting. Throws what `inviteIn` throws. `link` is told once, when no mail is configured. */
export const answerRequest = (tx: Tx, actor: Actor, audit: Audit, request: RequestRecord, answer: Answer) =>
  answer.decision === 'enroll' ? enroll(tx, actor, audit, request, answer) : dismiss(tx, actor, audit, request, answer)

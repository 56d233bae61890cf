// Asking to join a group, or to stay in it, and deciding about that.
import { AppError, notFound, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { whyNotAsk, whyNotDecide } from './rules.ts'
import { decideGroupRequestInput, groupRequestIdInput, requestToJoinInput } from './schema.ts'
import { groupInReach } from './steps.ts'
import { decided, decideRequests, lockApplicants, stale } from './steps-decide.ts'
import { groupOfRequest, groupToAsk, lockRequest, mailManagers, putRequest, settle } from './steps-requests.ts'

/**
 * Asks to join an approved group, or to stay beyond the end of one's membership in any. One request waits at a time: asking again changes
 * nothing and names it. The managers of a trusted group are told, at most once a day for the same person.
 */
export const requestToJoin = defineMutation({
  name: 'requestToJoin',
  permission: 'account:update',
  input: requestToJoinInput,
  limit: { points: 60, seconds: 3_600 },
  async run({ actor, tx, audit }, { groupId, reason }) {
    if (!actor.id) throw notFound('Group')
    const group = await groupToAsk(tx, groupId, actor.id)
    refuse(whyNotAsk(group, await tx.groupMember.findUnique(membershipIn(groupId, actor.id)).then(asMembership)))
    const { requestId, changed, isFirst } = await putRequest(tx, { id: newId(), groupId, userId: actor.id, reason })
    if (requestId === null)
      throw new AppError('CONFLICT', 'Your earlier request was decided at this moment. Look at the answer first.', { reason: 'DECIDED' })
    if (!changed) return (audit.unchanged(), { requestId, changed })
    const applicant = { type: 'user' as const, id: actor.id, label: actor.label }
    await audit.record('group.request-made', { target: applicant, detail: { group: group.name, groupId }, reason })
    if (group.trusted && isFirst) await mailManagers(tx, group, applicant, reason)
    return { requestId, changed }
  },
})

const membershipIn = (groupId: string, userId: string) =>
  ({ where: { groupId_userId: { groupId, userId } }, select: { role: true, validUntil: true } }) as const
const asMembership = (row: { role: 'member' | 'manager'; validUntil: Date | null } | null) =>
  row && { ...row, ended: row.validUntil !== null && row.validUntil.getTime() <= Date.now() }

/** Takes back one's own request. Withdrawn already: nothing changes; decided already: CONFLICT (DECIDED) with who and when. */
export const withdrawGroupRequest = defineMutation({
  name: 'withdrawGroupRequest',
  permission: 'account:update',
  input: groupRequestIdInput,
  async run({ actor, tx, audit }, { requestId }) {
    if (!actor.id) throw notFound('Request')
    const request = await lockRequest(tx, requestId, actor.id)
    if (request.status === 'WITHDRAWN') return (audit.unchanged(), { changed: false })
    if (request.status !== 'PENDING') throw decided(request)
    await settle(tx, actor, requestId, 'WITHDRAWN')
    const group = await tx.group.findUniqueOrThrow({ where: { id: request.groupId }, select: { name: true } })
    await audit.record('group.request-withdrawn', {
      target: { type: 'user', id: actor.id, label: actor.label },
      detail: { group: group.name, groupId: request.groupId },
    })
    return { changed: true }
  },
})

/**
 * Approves a request, until `validUntil` if given, or rejects it, and tells who asked. Nobody decides about their own, nor lets anybody into
 * a group that gives what they do not hold. Decided already, also in the same instant: CONFLICT (DECIDED) with who and when.
 */
export const decideGroupRequest = defineMutation({
  name: 'decideGroupRequest',
  permission: 'enrollment:approve',
  input: decideGroupRequestInput,
  async run({ actor, tx, audit }, { requestId, version, decision, note, validUntil }) {
    const group = await groupInReach(tx, actor, 'enrollment:approve', await groupOfRequest(tx, actor, requestId))
    const request = await lockRequest(tx, requestId)
    refuse(whyNotDecide(actor, request))
    if (request.status !== 'PENDING') throw decided(request)
    if (request.version !== version) throw stale(request)
    const [user] = await lockApplicants(tx, [request.userId])
    if (!user) throw notFound('Request')
    const outcome = await decideRequests({ tx, actor, audit }, group, [{ request, user }], { decision, note, validUntil })
    refuse(outcome.get(requestId) ?? null)
    return { status: decision === 'approve' ? ('APPROVED' as const) : ('REJECTED' as const) }
  },
})

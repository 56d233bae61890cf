// Asking to be let in without a link, and answering.
import { sha256 } from '../core/crypto.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { countAgainst } from '../core/rate-limit.ts'
import { setting } from '../settings/read.ts'
import { whyNotOpen } from './rules.ts'
import { handleAccessRequestInput, requestAccessInput } from './schema.ts'
import { answerRequest, insistOnWaiting, lockRequests, ownAddress } from './steps.ts'

/** How often one e-mail address can ask. */
const PER_ADDRESS = { points: 3, seconds: 3_600 }

/**
 * Keeps a request to be let in, and tells approvers afterwards. The answer is the same whatever is known about the address, and while a
 * request of it waits, another changes nothing (seed 004, W3). Throws RULE CLOSED when no requests are taken, INVALID for a group that is
 * not approved, RATE_LIMITED beyond 20 an hour from one place or 3 for one address. What a robot filled in is dropped.
 */
export const requestAccess = defineMutation({
  name: 'requestAccess',
  permission: 'public:request-access',
  input: requestAccessInput,
  limit: { points: 20, seconds: 3_600 },
  async before(_actor, { email, website }) {
    refuse(whyNotOpen(setting('accessRequests.open') === 'yes'))
    if (website === '') await countAgainst(PER_ADDRESS, `requestAccess:${sha256(email.toLowerCase())}`)
  },
  async run({ tx, audit, enqueue }, { email, fullName, organisation, reason, groupId, website }) {
    const answer = { received: true as const }
    if (website !== '') return (audit.unchanged(), answer)
    const group = groupId === null ? null : await tx.group.findFirst({ where: { id: groupId, approved: true }, select: { name: true } })
    if (groupId !== null && !group) {
      const message = 'Choose one of the groups of the list, or none.'
      throw new AppError('INVALID', `Nothing was sent. ${message}`, { fields: { groupId: [message] } })
    }
    const id = newId()
    const made = await tx.$executeRaw`insert into access_requests (id, email, full_name, organisation, reason, group_id)
      values (${id}::uuid, ${email}, ${fullName}, ${organisation}, ${reason}, ${groupId}::uuid)
      on conflict (lower(email)) where status = 'PENDING' do nothing`
    if (made === 0) return (audit.unchanged(), answer)
    await audit.record('access-request.made', {
      target: { type: 'access-request', id, label: fullName },
      detail: { group: group?.name ?? null },
    })
    await enqueue('inbox.notify', { kind: 'access-request', itemId: id })
    return answer
  },
})

/**
 * Answers a request with an invitation, in the same transaction, or dismisses it; it keeps who did, when, and the note. The invitation goes
 * into the group that was asked for unless another is chosen, and gives nothing that the actor may not give. Throws CONFLICT when somebody
 * else was first (DECIDED, by whom and when), when it changed (STALE), or when the address has an account or an open invitation within the
 * actor's reach (USER_EXISTS, INVITED). Nobody answers their own. `link` is told once, and only when no mail is configured.
 */
export const handleAccessRequest = defineMutation({
  name: 'handleAccessRequest',
  permission: 'enrollment:approve',
  input: handleAccessRequestInput,
  async run({ actor, tx, audit }, { requestId, version, ...answer }) {
    const [request] = await lockRequests(tx, actor, [requestId])
    if (!request) throw notFound('Request')
    insistOnWaiting(await ownAddress(tx, actor), request, version)
    return answerRequest(tx, actor, audit, request, answer)
  },
})

// Items of the inbox, and its screens, for the stories about all screens.
import { applicant, decide, pool } from './applicants.ts'

type World = typeof import('../lib/testing/world.ts')
export type InboxIds = { enrollmentId: string; rejectedId: string; accessRequestId: string; groupRequestId: string }

/** Each screen of the inbox with the status it answers to an administrator. `userId` is no item. */
export const inboxScreens = ({ groupId, userId, ...inbox }: InboxIds & { groupId: string; userId: string }): Record<string, number> => ({
  '/inbox': 200,
  [`/inbox?group=${groupId}&state=all`]: 200,
  '/inbox?state=decided&decidedBy=me&q=nobody-has-this-name': 200,
  '/inbox?state=unready': 200,
  [`/inbox/enrollments/${inbox.enrollmentId}`]: 200,
  [`/inbox/enrollments/${inbox.rejectedId}`]: 200,
  [`/inbox/enrollments/${userId}`]: 404,
  [`/inbox/access-requests/${inbox.accessRequestId}`]: 200,
  [`/inbox/access-requests/${userId}`]: 404,
  [`/inbox/group-requests/${inbox.groupRequestId}`]: 200,
  [`/inbox/group-requests/${userId}`]: 404,
  [`/inbox/bulk?decision=approve&items=group-request%3A${inbox.groupRequestId}%3A1&items=access-request%3A${userId}%3A1`]: 200,
  '/inbox/bulk?decision=reject': 422,
  '/inbox/next?step=next': 422,
})

/** One item of each kind, the request to join by `askerId`, and one that was decided. */
export async function inboxOf(world: World, groupId: string, askerId: string): Promise<InboxIds> {
  const { db } = await import('../lib/core/db.ts')
  const { url, owner } = await pool(world, { groupId, domains: ['example.com'], questions: [{ key: 'why', label: 'Why?', type: 'text' }] })
  const [waiting, rejected] = [
    await applicant(world, url, { email: `${crypto.randomUUID()}@example.com`, answers: { why: 'To see\nhow it looks.' } }),
    await applicant(world, url, { email: `${crypto.randomUUID()}@example.com` }),
  ]
  const { askApplicant } = await import('../lib/enrollments/mutations-decide.ts')
  await askApplicant(owner, { enrollmentId: waiting.id, text: 'How does it look?' })
  await decide(world, rejected.id, 'reject', { reason: 'To see how that looks.', reasonShared: true })
  const accessRequest = await db.accessRequest.create({
    data: { id: crypto.randomUUID(), email: `${crypto.randomUUID()}@example.com`, fullName: 'Sky Stranger', reason: 'To look.', groupId },
    select: { id: true },
  })
  const groupRequest = await db.groupRequest.findFirstOrThrow({ where: { userId: askerId }, select: { id: true } })
  return { enrollmentId: waiting.id, rejectedId: rejected.id, accessRequestId: accessRequest.id, groupRequestId: groupRequest.id }
}

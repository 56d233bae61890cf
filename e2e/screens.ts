// Every screen with what it needs, for the stories that open them all.
import { addMember, ask, named } from './groups.ts'
import { inboxOf, inboxScreens, type InboxIds } from './inbox-items.ts'

export type Ids = InboxIds & {
  userId: string
  messageId: string
  jobId: string
  eventId: string
  runId: string
  invitation: string
  membershipId: string
  fieldId: string
  groupId: string
  codeId: string
  seenTokenId: string
  certificateId: string
}
/** Each screen with the status it answers to an administrator. */
export const screens = ({
  userId,
  messageId,
  jobId,
  eventId,
  runId,
  membershipId,
  fieldId,
  groupId,
  codeId,
  seenTokenId,
  certificateId,
  ...inbox
}: Ids) =>
  ({
    '/home': 200,
    ...inboxScreens({ ...inbox, groupId, userId }),
    '/users': 200,
    '/users?q=nobody-has-this-name': 200,
    '/users?status=trash&privileged=yes&role=64d3145b-034c-4328-b637-8eb54313b7c5': 200,
    '/users?columns=name&columns=id&columns=emailVerified&columns=passwordSet&columns=dateJoined&columns=privileged': 200,
    '/users/new': 200,
    [`/users/${userId}`]: 200,
    [`/users/${userId}/profile`]: 200,
    [`/users/${userId}/access`]: 200,
    [`/users/${userId}/permissions`]: 200,
    [`/users/${userId}/permissions?q=none.such`]: 200,
    [`/users/compare?a=${userId}`]: 200,
    '/permissions': 200,
    '/permissions?kind=own&q=nothing-like-it': 200,
    '/permissions/new': 200,
    '/permissions/user:read': 200,
    '/permissions/user:read?q=nobody-has-this-name': 200,
    '/permissions/no:such': 404,
    '/roles': 200,
    '/roles?q=nothing-like-it': 200,
    '/roles/new': 200,
    '/roles/new?clone=7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22': 200,
    '/roles/compare': 200,
    '/roles/compare?a=7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22&b=64d3145b-034c-4328-b637-8eb54313b7c5&show=all': 200,
    '/roles/64d3145b-034c-4328-b637-8eb54313b7c5': 200,
    '/roles/7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22': 200,
    '/roles/7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22/holders': 200,
    '/roles/7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22/grants': 200,
    '/roles/7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22/grants?state=ended&q=nobody-has-this-name': 200,
    '/roles/7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22/activity': 200,
    '/roles/7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22/delete': 409,
    '/roles/64d3145b-034c-4328-b637-8eb54313b7c5/reset': 409,
    [`/roles/${userId}`]: 404,
    [`/users/${userId}/membership`]: 200,
    [`/users/${userId}/groups`]: 200,
    [`/users?group=${groupId}`]: 200,
    '/groups': 200,
    '/groups?approved=yes&urlType=meetup&q=nobody-has-this-name': 200,
    [`/groups?view=tree&open=${groupId}`]: 200,
    [`/groups/new?parent=${groupId}`]: 200,
    [`/groups/${groupId}`]: 200,
    [`/groups/${groupId}/members`]: 200,
    [`/groups/${groupId}/members?q=nobody-has-this-name`]: 200,
    [`/groups/${groupId}/members/add`]: 200,
    [`/groups/${groupId}/members/${userId}`]: 200,
    [`/groups/${groupId}/members/${messageId}`]: 404,
    [`/groups/${groupId}/sub-groups`]: 200,
    [`/groups/${groupId}/access`]: 200,
    [`/groups/${groupId}/requests?status=any`]: 200,
    [`/groups/${groupId}/activity`]: 200,
    [`/groups/${groupId}/edit`]: 200,
    [`/groups/${groupId}/delete`]: 200,
    [`/groups/${userId}`]: 404,
    '/memberships': 200,
    '/memberships?q=nobody-has-this-name&due=yes': 200,
    '/memberships/new': 200,
    [`/memberships/new?user=${userId}`]: 200,
    [`/memberships/${membershipId}`]: 200,
    [`/memberships/${membershipId}/edit`]: 200,
    [`/memberships/${userId}`]: 404,
    [`/users/${userId}/notes`]: 200,
    [`/users/${messageId}/notes`]: 404,
    '/custom-fields': 200,
    '/custom-fields/new': 200,
    [`/custom-fields/${fieldId}`]: 200,
    [`/custom-fields/${userId}`]: 404,
    [`/users/${userId}/sessions`]: 200,
    [`/users/${userId}/activity`]: 200,
    [`/users/${userId}/edit`]: 200,
    [`/users/bulk?action=delete&userIds=${userId}`]: 200,
    [`/users/bulk?action=grantRole&userIds=${userId}`]: 200,
    [`/users/bulk?action=passwordLinks&userIds=${userId}&kind=reset`]: 200,
    '/users/bulk?action=delete': 422,
    '/bulk-runs': 200,
    '/bulk-runs?status=running': 200,
    [`/bulk-runs/${runId}`]: 200,
    [`/bulk-runs/${runId}/undo`]: 200,
    [`/bulk-runs/${userId}`]: 404,
    '/audit': 200,
    '/audit?actor=nobody.has.this.name': 200,
    [`/audit?target=user%3A${userId}&event=user.*&open=${eventId}`]: 200,
    [`/audit/${eventId}`]: 200,
    '/banners': 200,
    '/banners?q=no-banner-has-this-title&state=scheduled': 200,
    '/banners/new': 200,
    [`/banners/${userId}`]: 404,
    '/outbox': 200,
    [`/outbox/${messageId}`]: 200,
    '/login-codes': 200,
    '/login-codes?state=void&q=nobody-has-this-name': 200,
    [`/login-codes/${codeId}`]: 200,
    [`/login-codes/${userId}`]: 404,
    '/seen-tokens': 200,
    '/seen-tokens?state=deletable&q=nobody-has-this-name': 200,
    [`/seen-tokens/${seenTokenId}`]: 200,
    [`/seen-tokens/${userId}`]: 404,
    '/certificates': 200,
    '/certificates?state=failed&ends=30&q=nobody-has-this-name': 200,
    [`/certificates/${certificateId}`]: 200,
    [`/certificates/${userId}`]: 404,
    '/certificates/authority': 200,
    '/certificates/authority/import': 200,
    [`/users/${userId}/certificates`]: 200,
    '/jobs': 200,
    '/jobs?status=any': 200,
    [`/jobs/${jobId}`]: 200,
    '/settings': 200,
    '/settings?edit=audit.retentionMonths': 200,
    '/account': 200,
    '/account/sessions': 200,
    '/account/password': 200,
    '/account/roles': 200,
    '/account/groups': 200,
    '/account/groups/join': 200,
    '/account/membership': 200,
    '/account/certificates': 200,
    '/account/certificates/new': 200,
    [`/account/certificates/${certificateId}`]: 404,
    [`/users/${messageId}`]: 404,
    '/nowhere': 404,
  }) as Record<string, number>
/** What belongs to everybody who is signed in. */
export const MINE = /^\/(account|nowhere)/

/** One of everything that a screen needs to show something. */
export async function things(world: typeof import('../lib/testing/world.ts')): Promise<Ids> {
  const { db } = await import('../lib/core/db.ts')
  const { createUser } = await import('../lib/users/mutations.ts')
  const name = `screen.${crypto.randomUUID().slice(0, 8)}`
  const { userId } = await createUser(world.system, {
    username: name,
    email: `${name}@example.org`,
    firstName: 'Sky',
    lastName: 'Screen',
  })
  // Somebody of their own: whoever comes to manage a group is sent a new link, and the older one is worth nothing.
  const invited = await createUser(world.system, { username: `${name}.invited`, email: `${name}.invited@example.org` })
  const message = await db.outboxMessage.findFirstOrThrow({ where: { userId }, select: { id: true } })
  const event = await db.auditEvent.findFirstOrThrow({ where: { targetId: userId }, select: { id: true } })
  const { setFieldOfUsers } = await import('../lib/bulk-runs/mutations.ts')
  const run = await setFieldOfUsers(await world.asAdministrator(), { userIds: [userId], field: 'organisation', value: 'Sky' })
  const runId = 'runId' in run ? run.runId : ''
  const { createMembership } = await import('../lib/memberships/mutations.ts')
  const { membershipId } = await createMembership(world.system, { userId, type: 'fellow', votes: true })
  const { createCustomField } = await import('../lib/custom-fields/mutations.ts')
  const key = `screen_${crypto.randomUUID().slice(0, 8)}`
  const { fieldId } = await createCustomField(world.system, { key, label: key, type: 'choice', choices: ['Sky', 'Sea'] })
  const { createLoginCode } = await import('../lib/login-codes/mutations.ts')
  const { useOnce } = await import('../lib/seen-tokens/mutations.ts')
  const { issueCertificate } = await import('../lib/certificates/mutations.ts')
  const groupId = await named(world, `Screens ${key}`, { trusted: true })
  await addMember(world, groupId, userId, 'manager')
  const asker = await ask(world, groupId, 'To see what it looks like.')
  return {
    ...(await inboxOf(world, groupId, asker.id)),
    userId,
    groupId,
    membershipId,
    fieldId,
    runId,
    codeId: (await createLoginCode(world.system, { userId })).codeId,
    certificateId: (await issueCertificate(world.system, { userId })).certificateId,
    seenTokenId: (await useOnce(world.system, { token: key, meta: { system: 'Screens' } })).tokenId,
    messageId: message.id,
    jobId: await world.failedJob(message.id),
    eventId: event.id,
    invitation: invited.setPasswordLink,
  }
}

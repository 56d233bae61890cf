import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lookupHash } from '../core/crypto.ts'
import { db, pool as connections } from '../core/db.ts'
import { forget } from '../core/lazily.ts'
import { stopQueue } from '../jobs/queue.ts'
import { openSecret } from '../mail/secret.ts'
import { renderMessage } from '../mail/render.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, auditOf, emptyTables, group, join, makeRole, person, system } from '../testing/world.ts'
import { deleteUser, purgeUser } from '../users/mutations-lifecycle.ts'
import { inviteUser, inviteUsers, resendInvitation, revokeInvitation } from './mutations-invitations.ts'
import { createPool, updatePool } from './mutations.ts'
import { getPool, listPools } from './queries.ts'
import { listInvitations } from './queries-invitations.ts'
import type { InvitationsListParams } from './list.ts'

function configure(smtpUrl?: string) {
  if (smtpUrl) process.env.SMTP_URL = smtpUrl
  else delete process.env.SMTP_URL
  forget('env')
}

beforeEach(emptyTables)
afterEach(async () => {
  configure()
  await stopQueue()
})

const tokenOf = (link: string | null) => new URL(link!).searchParams.get('token')!
const mailsTo = (toAddress: string) => db.outboxMessage.findMany({ where: { toAddress }, orderBy: { id: 'asc' } })
const linkFor = (token: string) => db.enrollmentLink.findUnique({ where: { codeHash: lookupHash(token, 'enrollment-link') } })
const rows = async (actor: Parameters<typeof listInvitations>[0], params: Partial<InvitationsListParams> = {}) =>
  (await listInvitations(actor, params)).invitations

/** Somebody who manages users within a group. */
async function managerOf(groupId: string) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('CAN_MANAGE_USERS'), reachGroupId: groupId })
  return { ...(await actorFor(user.id)), id: user.id }
}

describe('an invitation', () => {
  test('without mail configured is told once as a link, and is no pool among pools', async () => {
    const admin = await asAdministrator()
    const [groupId, roleId] = [await group(), await makeRole('user:read')]
    const input = { email: 'Ann@Example.org', firstName: 'Ann', lastName: 'Lee', groupId, roles: roleId, message: 'Join us.' }
    const { invitationId, link, expiresAt, email } = await inviteUser(admin, input)
    expect(email).toBe('Ann@Example.org')
    expect(Math.round((expiresAt.getTime() - Date.now()) / 86_400_000)).toBe(7)
    expect(await linkFor(tokenOf(link))).toMatchObject({ poolId: invitationId, singleUse: true, byMail: false, number: 1 })
    expect(await db.enrollmentPool.findUniqueOrThrow({ where: { id: invitationId }, include: { roles: true } })).toMatchObject({
      kind: 'invitation',
      name: 'Ann Lee',
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'Ann@Example.org',
      welcome: 'Join us.',
      needsApproval: false,
      quota: 1,
      groupId,
      ownerId: admin.id,
      roles: [{ roleId, reachGroupId: null }],
    })
    const [mail] = await mailsTo('Ann@Example.org')
    expect([mail?.template, mail?.status, mail && openSecret(mail)]).toEqual(['invitation-to-enroll', 'HELD', tokenOf(link)])
    const { text } = await renderMessage(mail!, openSecret(mail!)!)
    expect(text).toContain(`${admin.label} invites you to join`)
    expect(text).toContain('Join us.')
    expect(text).toContain('within 7 days')
    expect((await listPools(admin, { state: 'any' })).pools).toEqual([])
    await expect(getPool(admin, { poolId: invitationId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(updatePool(admin, { poolId: invitationId, version: 1, name: 'Mine' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await auditOf(invitationId)).toMatchObject([{ event: 'invitation.sent', targetLabel: 'Ann@Example.org' }])
    expect(JSON.stringify(await auditOf(invitationId))).not.toContain(tokenOf(link))
    expect(await rows(admin)).toMatchObject([{ id: invitationId, email: 'Ann@Example.org', name: 'Ann Lee', state: 'open', group: { id: groupId }, whyNotResend: null }]) // prettier-ignore
  })

  test('with mail configured goes to its address alone, which proves it', async () => {
    configure('smtp://127.0.0.1:9')
    const admin = await asAdministrator()
    const { invitationId, link } = await inviteUser(admin, { email: 'ann@example.org', expiresAt: new Date(Date.now() + 3 * 86_400_000) })
    expect(link).toBeNull()
    const [sent] = await db.enrollmentLink.findMany({ where: { poolId: invitationId } })
    expect(sent?.byMail).toBe(true)
    const [mail] = await mailsTo('ann@example.org')
    expect([mail?.status, mail?.aboutId]).toEqual(['PENDING', sent?.id])
    expect((await renderMessage(mail!, 'x')).text).toContain('within 3 days')
  })

  test('ends in the future, within a year', async () => {
    const admin = await asAdministrator()
    for (const expiresAt of ['2001-01-01', '2099-01-01', 'soon'])
      await expect(inviteUser(admin, { email: 'ann@example.org', expiresAt })).rejects.toMatchObject({ code: 'INVALID', detail: { fields: { expiresAt: [expect.any(String)] } } }) // prettier-ignore
  })

  test('is sent again with a new link, and the old one stops; revoked, accepted ones are not', async () => {
    const [admin, other] = [await asAdministrator(), await asAdministrator()]
    const { invitationId, link } = await inviteUser(admin, { email: 'ann@example.org' })
    await connections.query(`update enrollment_pools set expires_at = now() - interval '1 hour' where id = $1`, [invitationId])
    expect(await rows(admin, { state: 'expired' })).toMatchObject([{ id: invitationId }])
    const again = await resendInvitation(other, { invitationId })
    expect(again.expiresAt.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000)
    expect(await linkFor(tokenOf(link))).toMatchObject({ voidedAt: expect.any(Date) })
    expect(await linkFor(tokenOf(again.link))).toMatchObject({ voidedAt: null, number: 2 })
    expect(await rows(admin)).toMatchObject([{ state: 'open', inviter: { id: other.id } }])
    expect((await mailsTo('ann@example.org')).length).toBe(2)

    expect(await revokeInvitation(admin, { invitationId })).toEqual({ changed: true })
    expect(await revokeInvitation(admin, { invitationId })).toEqual({ changed: false })
    expect(await linkFor(tokenOf(again.link))).toMatchObject({ voidedAt: expect.any(Date) })
    await expect(resendInvitation(admin, { invitationId })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'REVOKED' } })

    const accepted = await inviteUser(admin, { email: 'bob@example.org' })
    await connections.query('update enrollment_pools set used = 1 where id = $1', [accepted.invitationId])
    for (const act of [resendInvitation, revokeInvitation]) await expect(act(admin, accepted)).rejects.toMatchObject({ code: 'INVALID' })
    for (const act of [resendInvitation, revokeInvitation])
      await expect(act(admin, { invitationId: accepted.invitationId })).rejects.toMatchObject({ detail: { reason: 'ACCEPTED' } })
    const states = Object.fromEntries((await rows(admin)).map(({ email, state }) => [email, state]))
    expect(states).toEqual({ 'ann@example.org': 'revoked', 'bob@example.org': 'accepted' })
    expect((await auditOf(invitationId)).map(({ event }) => event)).toEqual(['invitation.sent', 'invitation.resent', 'invitation.revoked'])
  })

  test('is open once for an address, in whatever case, also when 32 invite at once', async () => {
    const admin = await asAdministrator()
    for (let round = 0; round < 3; round++) {
      await connections.query('delete from rate_limits')
      const address = `ann${round}@example.org`
      const results = await Promise.allSettled(
        Array.from({ length: 32 }, (_, at) => inviteUser(admin, { email: at % 2 ? address : address.toUpperCase() })),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const result of results)
        if (result.status === 'rejected' && result.reason.code !== 'UNAVAILABLE')
          expect(result.reason).toMatchObject({ code: 'CONFLICT', detail: { reason: 'INVITED' } })
      expect(await db.enrollmentPool.count({ where: { email: { equals: address, mode: 'insensitive' } } })).toBe(1)
    }
    await expect(inviteUser(admin, { email: 'Ann0@example.org' })).rejects.toMatchObject({ detail: { fields: { email: [expect.stringContaining('open already')] } } }) // prettier-ignore
  })

  test('does not come to life again beside a newer one', async () => {
    const admin = await asAdministrator()
    const first = await inviteUser(admin, { email: 'ann@example.org' })
    await connections.query(`update enrollment_pools set expires_at = now() where id = $1`, [first.invitationId])
    await inviteUser(admin, { email: 'ann@example.org' })
    await expect(resendInvitation(admin, { invitationId: first.invitationId })).rejects.toMatchObject({ code: 'CONFLICT', detail: { reason: 'INVITED' } }) // prettier-ignore
  })
})

describe('whoever has an account', () => {
  test('is not invited by who may look them up', async () => {
    const admin = await asAdministrator()
    const user = await person()
    await expect(inviteUser(admin, { email: user.email.toUpperCase() })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'USER_EXISTS', fields: { email: ['That e-mail address belongs to a user already.'] } },
    })
  })
  test.each([false, true])('is told by mail (configured: %s), and nobody else, when they may not', async (configured) => {
    if (configured) configure('smtp://127.0.0.1:9')
    const groupId = await group()
    const manager = await managerOf(groupId)
    const [inside, outside] = [await person(), await person()]
    await join(groupId, inside.id)
    await expect(inviteUser(manager, { email: inside.email, groupId })).rejects.toMatchObject({ detail: { reason: 'USER_EXISTS' } })
    const hidden = await inviteUser(manager, { email: outside.email, groupId })
    const unknown = await inviteUser(manager, { email: 'new@example.org', groupId })
    expect([typeof hidden.link, Object.keys(hidden)]).toEqual([typeof unknown.link, Object.keys(unknown)])
    const shape = ({
      id: _id,
      email: _email,
      createdAt: _c,
      sentAt: _s,
      expiresAt: _e,
      ...row
    }: Awaited<ReturnType<typeof rows>>[number]) => row
    const [second, first] = await rows(manager)
    expect(shape(first!)).toEqual(shape(second!))
    const mails = (await mailsTo(outside.email)).filter(({ template }) => template.startsWith('invitation-'))
    expect(mails.map(({ template, sealedSecret }) => [template, sealedSecret])).toEqual([['invitation-known', null]])
    expect((await mailsTo('new@example.org')).map(({ template }) => template)).toEqual(['invitation-to-enroll'])
    // The link that went nowhere must not prove the address either.
    expect(await db.enrollmentLink.findMany({ where: { poolId: hidden.invitationId } })).toMatchObject([{ byMail: false }])
    const again = await resendInvitation(manager, { invitationId: hidden.invitationId })
    expect(typeof again.link).toBe(typeof unknown.link)
    expect((await mailsTo(outside.email)).at(-1)?.template).toBe('invitation-known')
  })
})

describe('a list of people', () => {
  test('is invited line by line: whoever cannot be is refused with the reason, and nobody else with them', async () => {
    const admin = await asAdministrator()
    const user = await person()
    const groupId = await group()
    await inviteUser(admin, { email: 'open@example.org' })
    const lines = ['Ann Lee <ann@example.org>', 'no address', user.email, 'open@example.org', 'ANN@example.org', 'bob@example.org']
    const answer = await inviteUsers(admin, { list: `${lines.join('\r\n')}\n\n`, groupId })
    expect(answer.results.map(({ line, result, reason }) => [line, result, reason])).toEqual([
      ['Ann Lee <ann@example.org>', 'invited', ''],
      ['no address', 'refused', 'INVALID'],
      [user.email, 'refused', 'USER_EXISTS'],
      ['open@example.org', 'refused', 'INVITED'],
      ['ANN@example.org', 'refused', 'REPEATED'],
      ['bob@example.org', 'invited', ''],
    ])
    expect([answer.invited, answer.refused]).toEqual([2, 4])
    for (const { result, link, invitationId } of answer.results)
      if (result === 'invited') expect(await linkFor(tokenOf(link))).toMatchObject({ poolId: invitationId })
    expect((await rows(admin, { group: groupId, sort: 'name', direction: 'asc' })).map(({ name, email }) => [name, email])).toEqual([
      ['Ann Lee', 'ann@example.org'],
      ['', 'bob@example.org'],
    ])
  })
  test('of 200 is one set of statements, and 201 are refused as a whole', async () => {
    const admin = await asAdministrator()
    const list = (count: number) => Array.from({ length: count }, (_, at) => `person${at}@example.org`).join('\n')
    await expect(inviteUsers(admin, { list: list(201) })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await inviteUsers(admin, { list: list(200), roles: [{ roleId: await makeRole('user:read') }] })).toMatchObject({
      invited: 200,
      refused: 0,
    })
    expect(await inviteUsers(admin, { list: list(200) })).toMatchObject({ invited: 0, refused: 200 })
    expect(await db.enrollmentPoolRole.count()).toBe(200)
    expect(await db.outboxMessage.count({ where: { template: 'invitation-to-enroll' } })).toBe(200)
  })
  test('that two invite at once in different orders ends with one invitation for each', async () => {
    const admins = [await asAdministrator(), await asAdministrator()]
    const people = Array.from({ length: 50 }, (_, at) => `person${at}@example.org`)
    const answers = await Promise.all([
      inviteUsers(admins[0]!, { list: people.join('\n') }),
      inviteUsers(admins[1]!, { list: people.toReversed().join('\n') }),
    ])
    expect(answers.map(({ invited }) => invited).sort()).toEqual([0, 50])
  })
})

test('invitations are seen, sent again and revoked within the reach of the right to invite', async () => {
  const [here, there] = [await group(), await group()]
  const [manager, admin] = [await managerOf(here), await asAdministrator()]
  const inside = await inviteUser(admin, { email: 'in@example.org', groupId: here })
  const outside = await inviteUser(admin, { email: 'out@example.org', groupId: there })
  await inviteUser(admin, { email: 'nowhere@example.org' })
  await createPool(admin, { name: 'No invitation', groupId: here })
  expect((await rows(manager)).map(({ email }) => email)).toEqual(['in@example.org'])
  expect((await rows(admin, { q: 'out' })).map(({ email }) => email)).toEqual(['out@example.org'])
  expect((await rows(admin, { inviter: admin.id })).length).toBe(3)
  for (const act of [resendInvitation, revokeInvitation])
    await expect(act(manager, { invitationId: outside.invitationId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await revokeInvitation(manager, { invitationId: inside.invitationId })).toEqual({ changed: true })
  // Invited elsewhere, out of sight: that is nothing which they may learn here.
  await expect(inviteUser(manager, { email: 'out@example.org', groupId: here })).resolves.toBeDefined()
})

test('an invitation forgets whom it was for when they are removed for good', async () => {
  const admin = await asAdministrator()
  const { invitationId } = await inviteUser(admin, { email: 'ann@example.org', firstName: 'Ann', lastName: 'Lee', message: 'Dear Ann' })
  await inviteUser(admin, { email: 'bob@example.org' })
  const user = await person({ email: 'ANN@example.org' })
  await deleteUser(system, { userId: user.id })
  await purgeUser(system, { userId: user.id, username: user.username })
  const kept = await db.enrollmentPool.findUniqueOrThrow({ where: { id: invitationId } })
  expect(JSON.stringify(kept)).not.toMatch(/ann|lee/i)
  expect(kept).toMatchObject({ kind: 'invitation', ownerId: admin.id, active: false })
  expect((await mailsTo('ann@example.org')).length).toBe(0)
  expect((await rows(admin, { state: 'open' })).map(({ email }) => email)).toEqual(['bob@example.org'])
})

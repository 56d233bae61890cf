// Who is told of what, and that nobody is told twice: not by jobs that run twice, nor by one that was killed.
import { beforeEach, describe, expect, test } from 'vitest'
import { updatePreferences } from '../account/mutations.ts'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { approveGroup, trustGroup } from '../groups/mutations-flags.ts'
import { requestToJoin } from '../groups/mutations-requests.ts'
import { mailAllDigests, remindAllApprovers, tellApprovers } from '../jobs/notify-approvers.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asStranger, emptyTables, group, join, makeRole, person, set, system } from '../testing/world.ts'
import { MOST_NOTICES_AN_HOUR, MOST_TOLD } from './rules.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from rate_limits')
})

let counter = 0
async function request(groupId: string | null = null, daysAgo = 0) {
  const id = newId()
  const row = { id, email: `asker${++counter}@example.net`, fullName: `Bo Asker ${counter}`, reason: 'Please', groupId }
  await db.accessRequest.create({ data: { ...row, createdAt: new Date(Date.now() - daysAgo * 86_400_000) }, select: { id: true } })
  return id
}
async function enrollment(readyDaysAgo: number | null, groupId: string | null = null) {
  const id = newId()
  const readyAt = readyDaysAgo === null ? null : new Date(Date.now() - readyDaysAgo * 86_400_000)
  const secrets = { statusHash: id, sealedStatusCode: 'unused', expiresAt: new Date('2099-01-01') }
  await db.enrollment.create({
    data: { id, source: 'administrator', username: `applicant${++counter}`, groupId, readyAt, ...secrets },
    select: { id: true },
  })
  return id
}
async function approver({ within = null as string | null, mail = 'each' } = {}) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('enrollment:approve'), reachGroupId: within })
  if (mail !== 'each') await updatePreferences(await actorFor(user.id), { approvalMail: mail })
  return user
}
const mailed = async (userId: string) =>
  (
    await db.outboxMessage.findMany({ where: { userId, template: { startsWith: 'approval-' } }, select: { template: true, values: true } })
  ).map(({ template, values }) => [template, values])
const templates = async (userId: string) => (await mailed(userId)).map(([template]) => template)

describe('inbox.notify', () => {
  test('tells those who may decide and want each, once, however often and however many at once it runs', async () => {
    const [place, elsewhere] = [await group(), await group()]
    const [everywhere, near, far] = [await approver(), await approver({ within: place }), await approver({ within: elsewhere })]
    const [daily, none] = [await approver({ mail: 'daily' }), await approver({ mail: 'none' })]
    const gone = await approver()
    await db.user.update({ where: { id: gone.id }, data: { status: 'DEACTIVATED' }, select: { id: true } })
    // Through a group that holds the role, and through managing a trusted one.
    const [holding, member, manager] = [await group(), await person({ password: true }), await person({ password: true })]
    await db.grant.create({ data: { id: newId(), groupId: holding, roleId: await makeRole('enrollment:approve') }, select: { id: true } })
    await join(holding, member.id)
    await approveGroup(system, { groupId: place })
    await trustGroup(system, { groupId: place })
    await db.groupMember.create({ data: { groupId: place, userId: manager.id, role: 'manager' }, select: { groupId: true } })
    const itemId = await request(place)
    await Promise.all(Array.from({ length: 16 }, () => tellApprovers({ kind: 'access-request', itemId })))
    await tellApprovers({ kind: 'access-request', itemId })
    for (const user of [everywhere, near, member, manager]) {
      expect(await templates(user.id), user.username).toEqual(['approval-needed'])
    }
    expect((await mailed(near.id))[0]?.[1]).toMatchObject({
      kind: 'access-request',
      itemId,
      reason: 'Please',
      who: expect.stringContaining('Bo Asker'),
    })
    for (const user of [far, daily, none, gone]) expect(await templates(user.id)).toEqual([])
    // What names no group is for those everywhere.
    await tellApprovers({ kind: 'access-request', itemId: await request() })
    expect([await templates(everywhere.id), await templates(near.id)]).toEqual([
      ['approval-needed', 'approval-needed'],
      ['approval-needed'],
    ])
  })
  test('says nothing of what waits for its applicant, was decided, or is not there', async () => {
    const user = await approver()
    const dismissed = await request()
    await db.accessRequest.update({ where: { id: dismissed }, data: { status: 'DISMISSED', handledAt: new Date() } })
    await tellApprovers({ kind: 'access-request', itemId: dismissed })
    await tellApprovers({ kind: 'enrollment', itemId: newId() })
    const unready = await enrollment(null)
    await tellApprovers({ kind: 'enrollment', itemId: unready })
    expect(await templates(user.id)).toEqual([])
    await db.enrollment.update({ where: { id: unready }, data: { readyAt: new Date() } })
    await tellApprovers({ kind: 'enrollment', itemId: unready })
    expect(await templates(user.id)).toEqual(['approval-needed'])
  })
  test('tells at most 50 of one, those near it first, and of at most 60 in an hour', async () => {
    const place = await group()
    const users = await pool.query(
      `insert into users (id, username, email) select gen_random_uuid(), 'many' || n, 'many' || n || '@example.org' from generate_series(1, 60) n returning id`,
    )
    const roleId = await makeRole('enrollment:approve')
    await pool.query(`insert into grants (id, user_id, role_id) select gen_random_uuid(), id, $2 from unnest($1::uuid[]) id`, [users.rows.map(({ id }) => id), roleId]) // prettier-ignore
    const near = await approver({ within: place })
    await tellApprovers({ kind: 'access-request', itemId: await request(place) })
    expect(await db.outboxMessage.count({ where: { template: 'approval-needed' } })).toBe(MOST_TOLD)
    expect(await templates(near.id)).toEqual(['approval-needed'])
    for (let n = 0; n < MOST_NOTICES_AN_HOUR + 3; n++) await tellApprovers({ kind: 'access-request', itemId: await request(place) })
    expect(await templates(near.id)).toHaveLength(MOST_NOTICES_AN_HOUR)
  }, 60_000)
  test('a job that dies before its commit leaves neither mail nor mark, and the next one does it', async () => {
    const user = await approver()
    const itemId = await request()
    // As a connection that is cut in the middle: whatever was written so far is gone.
    await pool.query(
      `create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`,
    )
    await pool.query('create trigger die after insert on audit_events for each row execute function die()')
    try {
      await expect(tellApprovers({ kind: 'access-request', itemId })).rejects.toThrow()
    } finally {
      await pool.query('drop function die() cascade')
    }
    expect(await templates(user.id)).toEqual([])
    expect(await db.accessRequest.findUniqueOrThrow({ where: { id: itemId } })).toMatchObject({ notifiedAt: null })
    await tellApprovers({ kind: 'access-request', itemId })
    await tellApprovers({ kind: 'access-request', itemId })
    expect(await templates(user.id)).toEqual(['approval-needed'])
  })
  test('managers who want one mail a day get none for each request to join', async () => {
    const groupId = await group()
    await approveGroup(system, { groupId })
    await trustGroup(system, { groupId })
    const [each, daily] = [await person({ password: true }), await person({ password: true })]
    for (const { id } of [each, daily])
      await db.groupMember.create({ data: { groupId, userId: id, role: 'manager' }, select: { groupId: true } })
    await updatePreferences(await actorFor(daily.id), { approvalMail: 'daily' })
    await requestToJoin(await asStranger(), { groupId, reason: 'Hello' })
    const made = await db.outboxMessage.findMany({ where: { template: 'group-request-made' }, select: { userId: true } })
    expect(made).toEqual([{ userId: each.id }])
  })
})

describe('inbox.digest', () => {
  test('writes once a day to those who want it so and for whom something waits', async () => {
    const [place, elsewhere] = [await group(), await group()]
    const [everywhere, near, far, each] = [
      await approver({ mail: 'daily' }),
      await approver({ mail: 'daily', within: place }),
      await approver({ mail: 'daily', within: elsewhere }),
      await approver(),
    ]
    const nobody = await person({ password: true })
    await updatePreferences(await actorFor(nobody.id), { approvalMail: 'daily' })
    await request(place)
    await request(place)
    await enrollment(0)
    await enrollment(null)
    await Promise.all(Array.from({ length: 8 }, () => mailAllDigests()))
    await mailAllDigests()
    expect(await mailed(everywhere.id)).toEqual([['approval-digest', expect.objectContaining({ waiting: 3, more: false })]])
    expect(await mailed(near.id)).toEqual([['approval-digest', expect.objectContaining({ waiting: 2, more: false })]])
    for (const { id } of [far, each, nobody]) expect(await mailed(id)).toEqual([])
    await pool.query(`update approver_digests set sent_on = sent_on - 1`)
    await mailAllDigests()
    expect(await templates(near.id)).toHaveLength(2)
  })
})

describe('inbox.remind', () => {
  test('reminds once of what has waited as long as the setting says, in one message for each approver', async () => {
    const place = await group()
    const [everywhere, near, daily] = [await approver(), await approver({ within: place }), await approver({ mail: 'daily' })]
    await request(place, 3)
    await request(null, 3)
    await request(place, 1)
    await enrollment(3)
    await enrollment(null)
    const asker = await person()
    await db.groupRequest.create({
      data: { id: newId(), groupId: place, userId: asker.id, createdAt: new Date(Date.now() - 3 * 86_400_000) },
    })
    await set('enrollment.remindDays', 0)
    await remindAllApprovers()
    expect(await db.outboxMessage.count({ where: { template: 'approval-reminder' } })).toBe(0)
    await set('enrollment.remindDays', 2)
    await remindAllApprovers()
    await Promise.all(Array.from({ length: 8 }, () => remindAllApprovers()))
    expect(await mailed(everywhere.id)).toEqual([['approval-reminder', expect.objectContaining({ items: 4, days: 2 })]])
    expect(await mailed(near.id)).toEqual([['approval-reminder', expect.objectContaining({ items: 2 })]])
    expect(await mailed(daily.id)).toEqual([])
    await set('enrollment.remindDays', 1)
    await pool.query(`update access_requests set created_at = created_at - interval '1 hour'`)
    await remindAllApprovers()
    expect((await mailed(near.id)).map(([, values]) => (values as { items: number }).items)).toEqual([2, 1])
  })
})

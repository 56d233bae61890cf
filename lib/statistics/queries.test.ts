import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DB } from '../../prisma/kysely/types.ts'
import { connectionSettings } from '../core/connection.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { forget } from '../core/lazily.ts'
import { deactivateUser, deleteUser } from '../users/mutations-lifecycle.ts'
import { grantRole } from '../roles/mutations.ts'
import { listUsers } from '../users/queries.ts'
import {
  actorFor,
  asAdministrator,
  asStranger,
  asUserWith,
  emptyTables,
  failedJob,
  group,
  join,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { COUNT, currentFigures } from './figures.ts'
import { countSignUpsByMonth, getOverview } from './queries.ts'

const DAY = 86_400_000
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)
/** Midnight in UTC, this many days ago. */
const midnight = (ago: number) => Date.parse(`${dayOf(Date.now())}T00:00:00Z`) - ago * DAY

beforeEach(async () => {
  await emptyTables()
  await pool.query('truncate bulk_runs cascade; delete from jobs.job; update jobs.version set cron_on = null')
  forget(COUNT)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await closeDatabase()
})

/** The overview, counted anew. */
const overview = async (actor: Parameters<typeof getOverview>[0]) => {
  forget(COUNT)
  return getOverview(actor, {})
}
const created = async (at: number) => {
  const user = await person()
  await db.user.update({ where: { id: user.id }, data: { createdAt: new Date(at) }, select: { id: true } })
  return user
}
const signedIn = (at: number, event = 'session.started') =>
  pool.query(
    `insert into audit_events (id, at, event, actor_kind, actor_label, target_type, target_label) values ($1, $2, $3, 'user', 'x', 'user', 'x')`,
    [newId(), new Date(at), event],
  )

describe('figures', () => {
  test('every total is the number of users that its link lists', async () => {
    const admin = await asAdministrator()
    await asUserWith('Staff')
    await asUserWith('Auditor')
    const [left, gone, openInvitation, expired, byGroup] = [
      await asUserWith('ADMIN'),
      await person(),
      await person(),
      await person(),
      await person({ password: true }),
    ]
    await deactivateUser(system, { userId: left.id, reason: 'Left' })
    await deleteUser(system, { userId: gone.id })
    await pool.query(`update one_time_tokens set expires_at = now() - interval '1 minute' where user_id = $1`, [expired.id])
    await db.user.update({ where: { id: admin.id }, data: { lastSignInAt: new Date() }, select: { id: true } })
    await db.user.update({ where: { id: openInvitation.id }, data: { lastSignInAt: new Date(midnight(29) - 1) }, select: { id: true } })
    const team = await group()
    await join(team, byGroup.id)
    await db.grant.create({ data: { id: newId(), groupId: team, roleId: roleId('Staff') }, select: { id: true } })

    const { figures } = await overview(admin)
    expect(figures.totals).toEqual({
      current: 7,
      active: 6,
      deactivated: 1,
      trash: 1,
      withoutPassword: 2,
      staff: 4,
      administrators: 1,
      signedIn: 1,
    })
    expect(figures.invitations).toEqual({ open: 1, expired: 1 })
    const lists: [number, object][] = [
      [figures.totals.current, {}],
      [figures.totals.active, { status: 'active' }],
      [figures.totals.deactivated, { status: 'deactivated' }],
      [figures.totals.trash, { status: 'trash' }],
      [figures.totals.withoutPassword, { status: 'no-password' }],
      [figures.totals.staff, { status: 'active', access: 'staff' }],
      [figures.totals.administrators, { access: 'administrator' }],
      [figures.totals.signedIn, { signInFrom: figures.from }],
      [figures.invitations.open, { invitation: 'open' }],
      [figures.invitations.expired, { invitation: 'expired' }],
    ]
    for (const [figure, filters] of lists) expect((await listUsers(admin, filters)).count, JSON.stringify(filters)).toBe(figure)
  })

  test('sign-ups are counted by UTC day, on both sides of midnight, and days without any are there as 0', async () => {
    const admin = await asAdministrator()
    await created(midnight(3))
    await created(midnight(3) - 1)
    await created(midnight(2) - 1)
    await created(midnight(29))
    await created(midnight(29) - 1)
    const { signUps, from, today } = (await overview(admin)).figures
    expect(signUps).toHaveLength(30)
    expect([from, today]).toEqual([dayOf(midnight(29)), dayOf(midnight(0))])
    expect(signUps.map(({ day }) => day)).toEqual(Array.from({ length: 30 }, (_, n) => dayOf(midnight(29 - n))))
    const counts = Object.fromEntries(signUps.filter(({ count }) => count > 0).map(({ day, count }) => [day, count]))
    expect(counts).toEqual({ [dayOf(midnight(29))]: 1, [dayOf(midnight(4))]: 1, [dayOf(midnight(3))]: 2, [today]: 1 })
    expect((await listUsers(admin, { createdFrom: dayOf(midnight(3)), createdTo: dayOf(midnight(3)), status: 'any' })).count).toBe(2)
  })

  test('sign-ins are counted by UTC day, whatever zone the connection is in, and nothing else is', async () => {
    const admin = await asAdministrator()
    await signedIn(midnight(1))
    await signedIn(midnight(1) - 1)
    await signedIn(midnight(0) - 1)
    await signedIn(midnight(29) - 1)
    await signedIn(midnight(1), 'sign-in.refused')
    const { signIns } = (await overview(admin)).figures
    expect(signIns.filter(({ count }) => count > 0)).toEqual([
      { day: dayOf(midnight(2)), count: 1 },
      { day: dayOf(midnight(1)), count: 2 },
    ])
    const faraway = new pg.Pool({ ...connectionSettings(), options: '-c timezone=Pacific/Auckland', max: 1 })
    forget(COUNT)
    const there = await currentFigures(new Kysely<DB>({ dialect: new PostgresDialect({ pool: faraway }) }))
    await faraway.end()
    expect([there.signIns, there.from, there.today]).toEqual([signIns, dayOf(midnight(29)), dayOf(midnight(0))])
  })

  test('are counted once a minute, and once for all who ask at the same time', async () => {
    const admin = await asAdministrator()
    forget(COUNT)
    const many = await Promise.all(Array.from({ length: 8 }, () => getOverview(admin, {})))
    expect(new Set(many.map(({ figures }) => figures.countedAt)).size).toBe(1)
    await person()
    const soon = await getOverview(admin, {})
    expect(soon.figures).toBe(many[0]?.figures)
    expect(soon.latest).toHaveLength(2)
    const aMinuteLater = performance.now() + 61_000
    vi.spyOn(performance, 'now').mockReturnValue(aMinuteLater)
    const later = await getOverview(admin, {})
    vi.restoreAllMocks()
    expect(later.figures.totals.current).toBe(soon.figures.totals.current + 1)
  })

  test('a count that failed is not kept', async () => {
    const admin = await asAdministrator()
    forget(COUNT)
    await pool.query('alter table users rename to users_away')
    try {
      await expect(getOverview(admin, {})).rejects.toThrow()
    } finally {
      await pool.query('alter table users_away rename to users')
    }
    expect((await getOverview(admin, {})).figures.totals.current).toBe(1)
  })
})

describe('what is waiting, and health', () => {
  test('mail, jobs, bulk runs, trash and database are told as they are', async () => {
    const admin = await asAdministrator()
    const before = (await overview(admin)).health
    expect(before).toMatchObject({ jobs: { isWorkerAlive: false, seenAt: null, failed: 0 }, bulkRuns: 0, seal: null, version: '0.1.0' })
    expect(before.mail).toMatchObject({ isConfigured: false, queued: 0, lastSentAt: null })
    expect(before.database.migration).toMatch(/^\d{14}_/)
    expect(before.database.version).toMatch(/^\d+/)

    const { rows } = await pool.query<{ id: string }>('select id from outbox_messages limit 1')
    const sent = await person()
    const failed = await person()
    await pool.query(`update outbox_messages set status = 'SENT', sent_at = '2026-01-02T03:04:05Z' where user_id = $1`, [sent.id])
    await pool.query(`update outbox_messages set status = 'DEAD', ended_at = now() - interval '6 days' where user_id = $1`, [failed.id])
    expect(rows).toHaveLength(1)
    await failedJob()
    await pool.query(`update jobs.job set completed_on = now() - interval '25 hours'`)
    await failedJob()
    await pool.query('update jobs.version set cron_on = now()')
    for (const status of ['QUEUED', 'RUNNING', 'DONE'] as const)
      await db.bulkRun.create({
        data: { id: newId(), action: 'deactivate', parameters: {}, selection: {}, status, startedById: admin.id, startedByLabel: 'x' },
        select: { id: true },
      })
    const trashed = await person()
    await deleteUser(system, { userId: trashed.id })
    await pool.query(`update users set status_changed_at = now() - interval '24 days' where id = $1`, [trashed.id])
    await deleteUser(system, { userId: (await person()).id })

    const { health, figures } = await overview(admin)
    expect(health.mail).toMatchObject({ failed: 1, lastSentAt: new Date('2026-01-02T03:04:05Z') })
    expect(health.mail.held).toBeGreaterThan(0)
    expect(health.jobs).toMatchObject({ isWorkerAlive: true, failed: 2, failedToday: 1 })
    expect(health.bulkRuns).toBe(2)
    expect(figures.purgedSoon).toBe(1)
    expect(figures.databaseBytes).toBeGreaterThan(1_000_000)
  })
})

describe('who sees what', () => {
  test('the figures are for those who may view them; the latest users for those who may also see users, and theirs only', async () => {
    const [admin, stranger] = [await asAdministrator(), await asStranger()]
    await expect(getOverview(stranger, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(countSignUpsByMonth(stranger, { year: 2026 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const counter = await person({ password: true })
    await grantRole(system, { userId: counter.id, roleId: await makeRole('statistics:read') })
    expect((await getOverview(await actorFor(counter.id), {})).latest).toBeNull()
    const own = await group()
    const inside = await person()
    await join(own, inside.id)
    await grantRole(system, { userId: counter.id, roleId: await makeRole('user:read'), reachGroupId: own })
    const seen = await getOverview(await actorFor(counter.id), {})
    expect(seen.latest?.map(({ id }) => id)).toEqual([inside.id])
    const all = (await getOverview(admin, {})).latest ?? []
    expect(all[0]?.id).toBe(inside.id)
    expect(all.length).toBe(4)
  })
})

describe('sign-ups by month', () => {
  test('all twelve months are there, by UTC, and only those of the year', async () => {
    const admin = await asAdministrator()
    await created(Date.parse('2024-12-31T23:59:59.999Z'))
    await created(Date.parse('2025-01-01T00:00:00Z'))
    await created(Date.parse('2025-02-28T23:59:59Z'))
    await created(Date.parse('2025-12-31T23:59:59.999Z'))
    await created(Date.parse('2026-01-01T00:00:00Z'))
    expect(await countSignUpsByMonth(admin, { year: '2025' })).toEqual({
      1: 1,
      2: 1,
      3: 0,
      4: 0,
      5: 0,
      6: 0,
      7: 0,
      8: 0,
      9: 0,
      10: 0,
      11: 0,
      12: 1,
    })
    expect(Object.keys(await countSignUpsByMonth(admin, { year: 1999 }))).toEqual(Array.from({ length: 12 }, (_, n) => String(n + 1)))
    for (const year of ['', 'soon', 1899, 10_000, 2025.5])
      await expect(countSignUpsByMonth(admin, { year })).rejects.toMatchObject({ code: 'INVALID' })
  })
})

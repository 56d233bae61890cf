import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { asAdministrator, asUserWith, auditOf, emptyTables, fingerprint, person, system } from '../testing/world.ts'
import { deleteUser } from '../users/mutations-lifecycle.ts'
import { SETTING_KEYS, defaultOf, type SettingKey } from './catalogue.ts'
import { resetSetting, updateSetting } from './mutations.ts'
import { listSettings } from './queries.ts'
import { setting } from './read.ts'

const viewOf = async (key: SettingKey) => (await listSettings(system, {})).settings.find((each) => each.key === key)!

beforeEach(emptyTables)
afterAll(closeDatabase)

test('the list has every setting, with its default while nobody has changed it', async () => {
  const { settings } = await listSettings(system, {})
  expect(settings.map(({ key }) => key)).toEqual(SETTING_KEYS)
  for (const view of settings)
    expect(view).toEqual({
      key: view.key,
      value: defaultOf(view.key),
      isDefault: true,
      version: 0,
      changedAt: null,
      changedById: null,
      changedByLabel: '',
    })
})

describe('a change', () => {
  test('counts at once here, is shown with who made it, and is recorded with before and after', async () => {
    const admin = await asAdministrator()
    expect(await updateSetting(admin, { key: 'trash.days', value: '60', version: 0 })).toMatchObject({ value: 60, version: 1 })
    expect(setting('trash.days')).toBe(60)
    expect(await viewOf('trash.days')).toMatchObject({
      value: 60,
      isDefault: false,
      version: 1,
      changedById: admin.id,
      changedByLabel: admin.label,
    })
    const [entry, ...more] = await auditOf('trash.days')
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      event: 'setting.changed',
      targetType: 'setting',
      targetLabel: 'Time in the trash',
      actorId: admin.id,
      changes: { value: { before: 30, after: 60 } },
    })
  })

  test('to what it is already writes nothing', async () => {
    const before = await fingerprint()
    await updateSetting(system, { key: 'trash.days', value: 30, version: 0 })
    await resetSetting(system, { key: 'trash.days', version: 0 })
    expect(await fingerprint()).toBe(before)
    expect(await auditOf('trash.days')).toEqual([])
  })

  test('asks for the password again, and for the right to change', async () => {
    const admin = await asAdministrator()
    const stale = { ...admin, session: { id: newId(), authenticatedAt: Date.now() - 11 * 60_000 } }
    const auditor = await asUserWith('Auditor')
    const before = await fingerprint()
    for (const [op, input] of [
      [updateSetting, { key: 'trash.days', value: 60, version: 0 }],
      [resetSetting, { key: 'trash.days', version: 0 }],
    ] as const) {
      await expect(op(stale, input)).rejects.toMatchObject({ code: 'FORBIDDEN', detail: { reason: 'REAUTHENTICATE' } })
      await expect(op(auditor, input)).rejects.toMatchObject({ code: 'FORBIDDEN', detail: { reason: 'settings:update' } })
    }
    expect(await fingerprint()).toBe(before)
    expect((await listSettings(auditor, {})).settings).toHaveLength(SETTING_KEYS.length)
  })

  test('made on a stale form is refused, and says who saved what', async () => {
    const admin = await asAdministrator()
    await updateSetting(admin, { key: 'trash.days', value: 60, version: 0 })
    for (const call of [
      () => updateSetting(system, { key: 'trash.days', value: 90, version: 0 }),
      () => updateSetting(system, { key: 'trash.days', value: 90, version: 2 }),
      () => resetSetting(system, { key: 'trash.days', version: 0 }),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'CONFLICT',
        detail: { reason: 'STALE', current: { version: 1 }, fields: { value: [`${admin.label} saved “60 days” meanwhile.`] } },
      })
    expect(setting('trash.days')).toBe(60)
    await updateSetting(system, { key: 'trash.days', value: 90, version: 1 })
    expect((await viewOf('trash.days')).version).toBe(2)
  })

  test('of 16 made at once on the same form goes through once', async () => {
    const calls = Array.from({ length: 16 }, (_, n) => updateSetting(system, { key: 'trash.days', value: 40 + n, version: 0 }))
    const results = await Promise.allSettled(calls)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT', detail: { reason: 'STALE' } })
    expect(await auditOf('trash.days')).toHaveLength(1)
    expect(setting('trash.days')).toBe((await viewOf('trash.days')).value)
  })

  test('that does not fit another setting is refused, also when both are changed at once', async () => {
    await updateSetting(system, { key: 'session.privilegedIdleMinutes', value: 10, version: 0 })
    await expect(updateSetting(system, { key: 'session.idleMinutes', value: 9, version: 0 })).rejects.toMatchObject({
      code: 'RULE',
      detail: { reason: 'OUT_OF_ORDER' },
    })
    const both = await Promise.allSettled([
      updateSetting(system, { key: 'session.idleMinutes', value: 12, version: 0 }),
      updateSetting(system, { key: 'session.privilegedIdleMinutes', value: 15, version: 1 }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(setting('session.privilegedIdleMinutes')).toBeLessThanOrEqual(setting('session.idleMinutes'))
  })
})

describe('back to the default', () => {
  test('keeps who did it and goes on counting versions', async () => {
    const admin = await asAdministrator()
    await updateSetting(system, { key: 'list.rowsPerPage', value: 50, version: 0 })
    expect(await resetSetting(admin, { key: 'list.rowsPerPage', version: 1 })).toMatchObject({ value: 25, version: 2 })
    expect(setting('list.rowsPerPage')).toBe(25)
    expect(await viewOf('list.rowsPerPage')).toMatchObject({ isDefault: true, version: 2, changedByLabel: admin.label })
    expect((await auditOf('list.rowsPerPage')).at(-1)).toMatchObject({
      event: 'setting.reset',
      changes: { value: { before: 50, after: 25 } },
    })
    await expect(updateSetting(system, { key: 'list.rowsPerPage', value: 100, version: 0 })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('follows the rules between settings like every change', async () => {
    await updateSetting(system, { key: 'session.privilegedIdleMinutes', value: 8, version: 0 })
    await updateSetting(system, { key: 'session.idleMinutes', value: 10, version: 0 })
    await expect(resetSetting(system, { key: 'session.privilegedIdleMinutes', version: 1 })).rejects.toMatchObject({ code: 'RULE' })
  })
})

describe('what would be removed for good', () => {
  test('in the trash has to be confirmed, with how many it is', async () => {
    const user = await person()
    await deleteUser(system, { userId: user.id })
    await pool.query(`update users set status_changed_at = now() - interval '10 days' where id = $1`, [user.id])
    await expect(updateSetting(system, { key: 'trash.days', value: 9, version: 0 })).rejects.toMatchObject({
      code: 'INVALID',
      detail: {
        reason: 'CONFIRM',
        fields: { confirmed: ['With this, one user who has been in the trash for longer will be removed for good the next night.'] },
      },
    })
    expect(setting('trash.days')).toBe(30)
    await updateSetting(system, { key: 'trash.days', value: 11, version: 0 })
    await updateSetting(system, { key: 'trash.days', value: 9, version: 1, confirmed: true })
    expect(setting('trash.days')).toBe(9)
  })

  test('of the audit log has to be confirmed, with which months it is; more months cost nothing', async () => {
    await db.auditEvent.create({
      data: {
        id: newId(),
        at: new Date(Date.now() - 100 * 86_400_000),
        event: 'audit.read',
        actorKind: 'system',
        actorLabel: 'x',
        targetType: 'audit-log',
        targetLabel: 'x',
        changes: {},
        detail: {},
      },
      select: { id: true },
    })
    expect((await listSettings(system, {})).oldestAuditAt?.getTime()).toBeLessThan(Date.now() - 99 * 86_400_000)
    await updateSetting(system, { key: 'audit.retentionMonths', value: 6, version: 0 })
    await expect(updateSetting(system, { key: 'audit.retentionMonths', value: 1, version: 1 })).rejects.toMatchObject({
      code: 'INVALID',
      detail: {
        reason: 'CONFIRM',
        fields: { confirmed: [expect.stringMatching(/^With this, .* of the audit log, .*removed for good\.$/)] },
      },
    })
    await updateSetting(system, { key: 'audit.retentionMonths', value: 1, version: 1, confirmed: 'true' })
    await updateSetting(system, { key: 'audit.retentionMonths', value: 12, version: 2 })
    expect(setting('audit.retentionMonths')).toBe(12)
  })
})

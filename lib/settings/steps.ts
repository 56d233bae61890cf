import '#server-only'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { Prisma } from '../../prisma/generated/client.ts'
import { SETTING_KEYS, defaultOf, fitting, type SettingKey, type SettingValue, type SettingValues } from './catalogue.ts'
import { whatLogLoses } from './rules.ts'

/** A stored row. A value of null: the default, set back by somebody. */
export type StoredSetting = { key: string; value: unknown; version: number; changedAt: Date; changedByLabel: string }

/**
 * All that is stored, locked against other changes until the transaction ends; reading is not held up. The whole table, as rules reach
 * from one setting to another and a setting without a row has nothing to lock.
 */
export async function lockSettings(tx: Tx): Promise<Map<string, StoredSetting>> {
  await tx.$executeRaw`lock table settings in share row exclusive mode`
  const rows = await tx.setting.findMany({ select: { key: true, value: true, version: true, changedAt: true, changedByLabel: true } })
  return new Map(rows.map((row) => [row.key, row]))
}

const valueOf = <K extends SettingKey>(key: K, row: { value: unknown } | undefined): SettingValue<K> =>
  (row && row.value !== null ? fitting(key, row.value) : null) ?? defaultOf(key)

/** What every setting is, by these rows. */
export const valuesOf = (rows: ReadonlyMap<string, StoredSetting>) =>
  Object.fromEntries(SETTING_KEYS.map((key) => [key, valueOf(key, rows.get(key))])) as SettingValues

/** Writes a value, or null for the default, in the actor's name and gives the new version. The table must be locked. */
export async function writeSetting(tx: Tx, actor: Actor, key: SettingKey, value: SettingValue | null): Promise<number> {
  const by = { value: value ?? Prisma.JsonNull, changedAt: new Date(), changedById: actor.id, changedByLabel: actor.label }
  const { version } = await tx.setting.upsert({
    where: { key },
    create: { key, ...by },
    update: { ...by, version: { increment: 1 } },
    select: { version: true },
  })
  return version
}

/** What a change will remove for good, as a sentence for whoever makes it; null when nothing goes that would not have gone anyway. */
export async function whatGoes(tx: Tx, key: SettingKey, before: SettingValue, after: SettingValue): Promise<string | null> {
  if (key === 'audit.retentionMonths' && (before === 0 || after < before)) {
    const [log] = await tx.$queryRaw<{ oldest: Date | null; now: Date }[]>`select min(at) as oldest, now() as now from audit_events`
    return log ? whatLogLoses(Number(after), log.oldest, log.now) : null
  }
  if (key === 'trash.days' && after < before) {
    const [trash] = await tx.$queryRaw<{ users: number }[]>`select count(*)::int as users from users
      where status = 'DELETED' and status_changed_at < now() - make_interval(days => ${Number(after)})`
    if (!trash || trash.users === 0) return null
    const who = trash.users === 1 ? 'one user who has' : `${trash.users.toLocaleString('en')} users who have`
    return `With this, ${who} been in the trash for longer will be removed for good the next night.`
  }
  return null
}

import { sql as raw } from 'kysely'
import { defineQuery } from '../core/operation.ts'
import { SETTING_KEYS, defaultOf, fitting, type SettingKey, type SettingValue } from './catalogue.ts'
import { listSettingsInput } from './schema.ts'

/** A setting as the screen shows it. `changedAt` is null and `version` 0 while nobody has ever changed it. */
export type SettingView = {
  key: SettingKey
  value: SettingValue
  isDefault: boolean
  version: number
  changedAt: Date | null
  changedById: string | null
  changedByLabel: string
}
type Row = { key: string; value: unknown; version: number; changedAt: Date; changedById: string | null; changedByLabel: string }

function viewOf(key: SettingKey, row: Row | undefined): SettingView {
  const initial = defaultOf(key)
  const value = (row && row.value !== null ? fitting(key, row.value) : null) ?? initial
  const { version = 0, changedAt = null, changedById = null, changedByLabel = '' } = row ?? {}
  return { key, value, isDefault: value === initial, version, changedAt, changedById, changedByLabel }
}

/**
 * Every setting with its value, whether that differs from the default, and who changed it last; and how far back the audit log reaches.
 * Read from the database, so it never lags.
 */
export const listSettings = defineQuery({
  name: 'listSettings',
  permission: 'settings:read',
  input: listSettingsInput,
  async run({ sql }) {
    const [stored, log] = await Promise.all([
      raw<Row>`select key, value, version, changed_at as "changedAt", changed_by_id as "changedById", changed_by_label as "changedByLabel"
        from settings`.execute(sql),
      raw<{ oldest: Date | null }>`select min(at) as oldest from audit_events`.execute(sql),
    ])
    const rows = new Map(stored.rows.map((row) => [row.key, row]))
    return { settings: SETTING_KEYS.map((key) => viewOf(key, rows.get(key))), oldestAuditAt: log.rows[0]?.oldest ?? null }
  },
})

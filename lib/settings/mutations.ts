import { AppError, refuse } from '../core/errors.ts'
import { defineMutation, type MutationContext } from '../core/operation.ts'
import { SETTINGS, defaultOf, settingWords, type SettingKey, type SettingValue } from './catalogue.ts'
import { refreshSettings } from './read.ts'
import { whyNotTogether } from './rules.ts'
import { resetSettingInput, updateSettingInput } from './schema.ts'
import { lockSettings, valuesOf, whatGoes, writeSetting, type StoredSetting } from './steps.ts'

type Wanted = { key: SettingKey; value: SettingValue | null; version: number; confirmed: boolean }

function insistOnVersion(stored: StoredSetting | undefined, now: SettingValue, { key, version }: Wanted) {
  const current = stored?.version ?? 0
  if (version === current) return
  const said = settingWords(key, now)
  const saved = `${stored?.changedByLabel || 'Somebody'} saved ${said === null ? 'an empty text' : `“${said}”`} meanwhile.`
  throw new AppError('CONFLICT', `${saved} Nothing was changed. Save again to put yours in its place.`, {
    reason: 'STALE',
    fields: { value: [saved] },
    current: { version: current },
  })
}

/** Both mutations: a value, or null for the default. What it ends up as, and the version of the row. */
async function change({ actor, tx, audit }: MutationContext, wanted: Wanted) {
  const { key, confirmed } = wanted
  const rows = await lockSettings(tx)
  const stored = rows.get(key)
  const values = valuesOf(rows)
  const before = values[key]
  insistOnVersion(stored, before, wanted)
  const value = wanted.value ?? defaultOf(key)
  const { label } = SETTINGS[key]
  if (value === before && (wanted.value !== null || stored === undefined || stored.value === null))
    return (audit.unchanged(), { key, label, value, version: wanted.version })
  refuse(whyNotTogether({ ...values, [key]: value }, key))
  const going = confirmed ? null : await whatGoes(tx, key, before, value)
  if (going)
    throw new AppError('INVALID', `${going} Nothing was changed yet. Confirm that this is meant, and save again.`, {
      reason: 'CONFIRM',
      fields: { confirmed: [going] },
    })
  const version = await writeSetting(tx, actor, key, wanted.value)
  await audit.record(wanted.value === null ? 'setting.reset' : 'setting.changed', {
    target: { type: 'setting', id: key, label },
    detail: {},
    changes: { value: { before, after: value } },
  })
  return { key, label, value, version }
}

/**
 * Changes one setting. Counts in this process at once, elsewhere within ten seconds. Refuses a stale `version` (CONFLICT, reason STALE,
 * with who saved what), what does not fit the other settings (RULE), and, until `confirmed`, what would remove something for good
 * (INVALID, reason CONFIRM).
 */
export const updateSetting = defineMutation({
  name: 'updateSetting',
  permission: 'settings:update',
  input: updateSettingInput,
  sensitive: true,
  run: (context, input) => change(context, input),
  after: refreshSettings,
})

/** Sets one setting back to its default, also to that of a later version. Refuses as `updateSetting` does. */
export const resetSetting = defineMutation({
  name: 'resetSetting',
  permission: 'settings:update',
  input: resetSettingInput,
  sensitive: true,
  run: (context, input) => change(context, { ...input, value: null }),
  after: refreshSettings,
})

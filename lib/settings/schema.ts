import { z } from 'zod'
import { flag } from '../core/fields.ts'
import { SETTINGS, SETTING_KEYS, type SettingKey } from './catalogue.ts'

const key = z.enum(SETTING_KEYS, { error: 'There is no such setting.' })
/** 0 for a setting that nobody has ever changed. */
const version = z.coerce.number({ error: 'The version is missing.' }).int().min(0).max(2_147_483_647)
/** For changes after which something is removed for good: that this is meant. Asked for only then. */
const confirmed = flag.default(false)

/** The settings whose change can remove something for good; only for these a form asks for `confirmed`. */
export const REMOVING: readonly SettingKey[] = ['trash.days', 'audit.retentionMonths']

export const listSettingsInput = z.strictObject({})

/** A new value for one setting, as its own schema takes it. `version` is the one that the form was filled from. */
export const updateSettingInput = z
  .strictObject({ key, value: z.union([z.string(), z.number()], { error: 'Enter a value.' }), version, confirmed })
  .transform((input, context) => {
    const result = SETTINGS[input.key].schema.safeParse(input.value)
    if (result.success) return { ...input, value: result.data }
    for (const { message } of result.error.issues) context.addIssue({ code: 'custom', path: ['value'], message })
    return z.NEVER
  })

/** Back to the default. */
export const resetSettingInput = z.strictObject({ key, version, confirmed })

/** What a form for one setting checks in the browser before it is sent. */
export const settingForm = (of: SettingKey) => z.strictObject({ key: z.literal(of), value: SETTINGS[of].schema, version, confirmed })

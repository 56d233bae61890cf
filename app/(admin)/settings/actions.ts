'use server'
import { formAction } from '../../../lib/http/action.ts'
import { resetSetting, updateSetting } from '../../../lib/settings/mutations.ts'

export const updateSettingAction = formAction(updateSetting, { redirectTo: ({ key }) => `/settings?notice=saved-${key}#${key}` })
export const resetSettingAction = formAction(resetSetting, { redirectTo: ({ key }) => `/settings?notice=reset-${key}#${key}` })

'use client'
import { CheckboxField } from '../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { SETTINGS, defaultOf, settingWords, type SettingKey } from '../../../../lib/settings/catalogue.ts'
import type { SettingView } from '../../../../lib/settings/queries.ts'
import { resetSettingInput } from '../../../../lib/settings/schema.ts'
import { resetSettingAction } from '../actions.ts'

/** The id of the dialog of a setting. */
export const resetDialogId = (key: SettingKey) => `reset-${key.replace('.', '-')}`

/** Sets a setting back, after saying what it is now and what it will be. */
export function ResetSettingDialog({ setting: { key, value, version } }: { setting: SettingView }) {
  const initial = defaultOf(key)
  const empty = 'nothing'
  return (
    <ConfirmDialog
      id={resetDialogId(key)}
      title={`Set “${SETTINGS[key].label}” back to its default?`}
      verb="Reset to default"
      danger={false}
      schema={resetSettingInput}
      action={resetSettingAction}
      hidden={{ key, version }}
    >
      <p className="text-ink-soft">
        {SETTINGS[key].field.kind === 'text'
          ? 'The text that is shown now goes; nothing stands in its place.'
          : `It is ${settingWords(key, value) ?? empty} now, and will be ${settingWords(key, initial) ?? empty}.`}{' '}
        {SETTINGS[key].effect}
      </p>
      {key === 'trash.days' && value > initial && <CheckboxField name="confirmed" label="Remove for good who has been there for longer" />}
    </ConfirmDialog>
  )
}

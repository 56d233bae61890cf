'use client'
import { CheckboxField } from '../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { SETTINGS, defaultOf, settingWords } from '../../../../lib/settings/catalogue.ts'
import type { SettingView } from '../../../../lib/settings/queries.ts'
import { resetSettingInput } from '../../../../lib/settings/schema.ts'
import { resetSettingAction } from '../actions.ts'
import { resetDialogId } from './reset-dialog-id.ts'

/** Sets a setting back, after saying what it is now and what it will be. */
export function ResetSettingDialog({ setting: { key, value, version } }: { setting: SettingView }) {
  const initial = defaultOf(key)
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
        {initial === ''
          ? 'What is shown now goes; nothing stands in its place.'
          : `It is ${settingWords(key, value)} now, and will be ${settingWords(key, initial)}.`}{' '}
        {SETTINGS[key].effect}
      </p>
      {key === 'trash.days' && value > initial && <CheckboxField name="confirmed" label="Remove for good who has been there for longer" />}
    </ConfirmDialog>
  )
}

'use client'
import { useField } from '@conform-to/react'
import { useMemo } from 'react'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import { SETTINGS, fitting, type SettingKey } from '../../../../lib/settings/catalogue.ts'
import type { SettingView } from '../../../../lib/settings/queries.ts'
import { whatLogLoses } from '../../../../lib/settings/rules.ts'
import { REMOVING, settingForm } from '../../../../lib/settings/schema.ts'
import { updateSettingAction } from '../actions.ts'

/** The control that fits the type of the setting, with its range below. */
function ValueField({ of }: { of: SettingKey }) {
  const { label, field } = SETTINGS[of]
  const common = { name: 'value', label, autoFocus: true, autoComplete: 'off' }
  if (field.kind === 'choice')
    return (
      <SelectField name="value" label={label} autoFocus options={field.choices.map((n) => ({ value: String(n), label: `${n} rows` }))} />
    )
  if (field.kind === 'option') return <SelectField name="value" label={label} autoFocus options={[...field.options]} />
  if (field.kind === 'word')
    return (
      <SelectField
        name="value"
        label={label}
        autoFocus
        options={Object.entries(field.words).map(([value, words]) => ({ value, label: words }))}
      />
    )
  if (field.kind === 'text')
    return (
      <TextAreaField {...common} rows={6} optional={false} hint={`At most ${formatNumber(field.limit)} characters. Empty shows nothing.`} />
    )
  if (field.kind === 'line')
    return <TextField {...common} optional={false} placeholder={field.placeholder} spellCheck={false} hint="Empty shows nothing." />
  const { min, max, unit } = field
  return (
    <TextField
      {...common}
      label={label.toLowerCase().includes(unit) ? label : `${label}, in ${unit}`}
      optional={false}
      type="number"
      inputMode="numeric"
      min={min}
      max={max}
      step={1}
      hint={`${formatNumber(min)} to ${formatNumber(max)} ${unit}.${of === 'audit.retentionMonths' ? ' 0 keeps everything.' : ''}`}
    />
  )
}

/** Says while typing which months of the audit log the typed number would cost. The operation says it again, and asks. */
function LogWarning({ oldestAuditAt }: { oldestAuditAt: Date | null }) {
  const [{ value }] = useField<string>('value')
  const { answer } = useFormAnswer()
  const months = fitting('audit.retentionMonths', value ?? '')
  const now = useMemo(() => new Date(), [])
  const isSaidAbove = answer?.ok === false && answer.reason === 'CONFIRM' && answer.values.value === value
  const sentence = months === null || isSaidAbove ? null : whatLogLoses(months, oldestAuditAt, now)
  return (
    sentence && (
      <Callout tone="warning" role="status">
        {sentence} This cannot be undone.
      </Callout>
    )
  )
}

/** Changes one setting in its place. What would remove something for good has to be confirmed with its own check box. */
export function SettingForm({ setting, q, oldestAuditAt }: { setting: SettingView; q: string; oldestAuditAt: Date | null }) {
  const { key, value, version } = setting
  const schema = useMemo(() => settingForm(key), [key])
  return (
    <ActionForm
      schema={schema}
      action={updateSettingAction}
      hidden={{ key, version }}
      defaultValues={{ value: String(value) }}
      submitLabel="Save"
      secondary={<ButtonLink href={`/settings${q && `?q=${encodeURIComponent(q)}`}#${key}`}>Cancel</ButtonLink>}
    >
      <ValueField of={key} />
      {key === 'audit.retentionMonths' && <LogWarning oldestAuditAt={oldestAuditAt} />}
      {REMOVING.includes(key) && (
        <CheckboxField
          name="confirmed"
          label={key === 'trash.days' ? 'Remove for good who has been there for longer' : 'Remove older months for good'}
          hint="Needed only where something is removed."
        />
      )}
    </ActionForm>
  )
}

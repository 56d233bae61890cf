'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SelectField, TextField } from '../../../../components/form/fields.tsx'
import { APPROVAL_MAILS, ROWS_PER_PAGE, updatePreferencesInput } from '../../../../lib/account/schema.ts'
import { updatePreferencesAction } from '../actions.ts'

type Preferences = { theme: string; timeZone: string; approvalMail: (typeof APPROVAL_MAILS)[number] }
type Props = { preferences: Preferences; ownRows: number | null; rowsForAll: number; decides: boolean }

const MAIL_WORDS: Record<Preferences['approvalMail'], string> = { each: 'One for each', daily: 'One a day', none: 'None' }

/** How pages look for oneself; nobody else sees a difference. `rowsForAll` is what holds for who chooses no number; `decides` who joins. */
export const PreferencesForm = ({ preferences: { theme, timeZone, approvalMail }, ownRows, rowsForAll, decides }: Props) => (
  <ActionForm
    id="preferences"
    schema={updatePreferencesInput}
    action={updatePreferencesAction}
    defaultValues={{ theme, timeZone, rowsPerPage: ownRows === null ? '' : String(ownRows), ...(decides ? { approvalMail } : {}) }}
    submitLabel="Save preferences"
    submitVariant="secondary"
  >
    <SelectField
      name="theme"
      label="Theme"
      options={[
        { value: 'system', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
    <SelectField
      name="rowsPerPage"
      label="Rows per page"
      options={[
        { value: '', label: `As set for everybody (${rowsForAll})` },
        ...ROWS_PER_PAGE.map((rows) => ({ value: String(rows), label: String(rows) })),
      ]}
    />
    <TextField name="timeZone" label="Time zone" hint="Such as Europe/Helsinki. Empty: UTC." autoComplete="off" />
    {decides && (
      <SelectField
        name="approvalMail"
        label="Mail about people who ask to join"
        hint="For whom you may decide. The inbox shows them in any case."
        options={APPROVAL_MAILS.map((value) => ({ value, label: MAIL_WORDS[value] }))}
      />
    )}
  </ActionForm>
)

'use client'
import { ActionForm } from '../../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { bulkInput, type BulkAction } from '../../../../../lib/bulk-runs/schema.ts'
import { formatNumber } from '../../../../../lib/core/format.ts'
import type { FormAction } from '../../../../../lib/core/form-state.ts'
import type { BulkSelection } from '../../../../../components/bulk/bulk-address.ts'
import {
  deactivateUsersAction,
  deleteUsersAction,
  endRoleOfUsersAction,
  grantRoleToUsersAction,
  purgeUsersAction,
  reactivateUsersAction,
  restoreUsersAction,
  sendPasswordLinksAction,
  setFieldOfUsersAction,
} from '../actions.ts'
import { isDangerous } from './bulk-words.ts'

const ACTIONS: Record<BulkAction, FormAction> = {
  deactivate: deactivateUsersAction,
  reactivate: reactivateUsersAction,
  delete: deleteUsersAction,
  restore: restoreUsersAction,
  purge: purgeUsersAction,
  grantRole: grantRoleToUsersAction,
  endRole: endRoleOfUsersAction,
  setField: setFieldOfUsersAction,
  passwordLinks: sendPasswordLinksAction,
}

/** What the act asks for at the very end, because it does not change the preview: a reason, or the number of users as a confirmation. */
function LastQuestions({ action, total }: { action: BulkAction; total: number }) {
  if (action === 'deactivate')
    return <TextAreaField name="reason" label="Reason" hint="Mailed to each of them and kept in the audit log." rows={3} />
  if (action === 'reactivate' || action === 'delete')
    return <TextField name="reason" label="Reason" optional hint="Kept in the audit log." autoComplete="off" />
  if (action !== 'purge') return null
  return (
    <TextField
      name="confirm"
      optional={false}
      inputMode="numeric"
      autoComplete="off"
      label={
        <>
          Type <span className="font-mono select-all">{formatNumber(total)}</span>, the number of users, to confirm
        </>
      }
    />
  )
}

/** Confirms an act on many users, as it was previewed: `expected` is the number of users that the preview was about. */
export function BulkForm({
  action,
  selection,
  choices,
  expected,
  label,
}: {
  action: BulkAction
  selection: BulkSelection
  /** What was chosen for the preview: role, field and value, kind of link. */
  choices: Record<string, string>
  expected: number
  label: string
}) {
  return (
    <ActionForm
      schema={bulkInput(action)}
      action={ACTIONS[action]}
      hidden={{ ...choices, expected, ...('search' in selection ? { search: selection.search } : {}) }}
      submitLabel={label}
      submitVariant={isDangerous(action) ? 'danger' : 'primary'}
      secondary={<ButtonLink href="/users">Cancel</ButtonLink>}
    >
      {'userIds' in selection && selection.userIds.map((id) => <input key={id} type="hidden" name="userIds" value={id} readOnly />)}
      <LastQuestions action={action} total={expected} />
    </ActionForm>
  )
}

'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SelectField, TextField } from '../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import type { SavedViewSummary, ViewRole } from '../../../../lib/saved-views/queries.ts'
import { createSavedViewInput, deleteSavedViewInput, updateSavedViewInput } from '../../../../lib/saved-views/schema.ts'
import { createSavedViewAction, deleteSavedViewAction, overwriteSavedViewAction, updateSavedViewAction } from '../actions.ts'
import { searchOf, type ListState } from './users-href.ts'

export const SAVE_VIEW_DIALOG = 'save-view'
export const EDIT_VIEW_DIALOG = 'edit-view'
export const OVERWRITE_VIEW_DIALOG = 'overwrite-view'
export const DELETE_VIEW_DIALOG = 'delete-view'

const Fields = ({ roles }: { roles: readonly { id: string; name: string }[] }) => (
  <>
    <TextField name="name" label="Name" maxLength={80} autoComplete="off" optional={false} />
    <SelectField
      name="sharedRoleId"
      label="Who else sees it"
      hint="Everybody who holds the role finds the view in their menu. It shows each of them only the users that they may see."
      options={[
        { value: '', label: 'Nobody, only you' },
        ...roles.map(({ id, name }) => ({ value: id, label: `Holders of the role ${name}` })),
      ]}
    />
  </>
)

/** A view stays shared with a role that its owner no longer holds, until they change it. */
const rolesFor = (view: SavedViewSummary, roles: readonly ViewRole[]) =>
  view.sharedRoleId === null || roles.some(({ id }) => id === view.sharedRoleId)
    ? roles
    : [...roles, { id: view.sharedRoleId, name: view.sharedRole ?? '' }]

function OwnViewDialogs({ state, view, roles }: { state: ListState; view: SavedViewSummary; roles: readonly ViewRole[] }) {
  const hidden = { viewId: view.id, version: view.version }
  const shared = view.sharedRole && `Everybody with the role ${view.sharedRole} who uses it.`
  return (
    <>
      <Dialog id={EDIT_VIEW_DIALOG} title={`Rename or share “${view.name}”`}>
        <ActionForm
          schema={updateSavedViewInput}
          action={updateSavedViewAction}
          hidden={hidden}
          defaultValues={{ name: view.name, sharedRoleId: view.sharedRoleId ?? '' }}
          submitLabel="Save view"
          secondary={<DialogClose dialogId={EDIT_VIEW_DIALOG} />}
        >
          <Fields roles={rolesFor(view, roles)} />
        </ActionForm>
      </Dialog>
      <ConfirmDialog
        id={OVERWRITE_VIEW_DIALOG}
        title={`Overwrite “${view.name}”?`}
        verb="Overwrite view"
        danger={false}
        schema={updateSavedViewInput}
        action={overwriteSavedViewAction}
        hidden={{ ...hidden, search: searchOf(state) }}
        stops={[
          'The search, filters, order and columns that it kept until now.',
          ...(shared ? [`It changes for others too. ${shared}`] : []),
        ]}
      />
      <ConfirmDialog
        id={DELETE_VIEW_DIALOG}
        title={`Delete “${view.name}”?`}
        verb="Delete view"
        schema={deleteSavedViewInput}
        action={deleteSavedViewAction}
        hidden={{ viewId: view.id }}
        stops={['The view, for good.', ...(shared ? [shared] : [])]}
        survives={['The users that it showed.']}
      />
    </>
  )
}

/** The dialogs of the views menu; they stand beside it. Those about a view are there only while the list began with one of one's own. */
export const ViewDialogs = ({
  state,
  current,
  roles,
}: {
  state: ListState
  current: SavedViewSummary | undefined
  roles: readonly ViewRole[]
}) => (
  <>
    <Dialog id={SAVE_VIEW_DIALOG} title="Save as new view">
      <ActionForm
        schema={createSavedViewInput}
        action={createSavedViewAction}
        hidden={{ search: searchOf(state) }}
        defaultValues={{ name: '', sharedRoleId: '' }}
        submitLabel="Save view"
        secondary={<DialogClose dialogId={SAVE_VIEW_DIALOG} />}
      >
        <Fields roles={roles} />
      </ActionForm>
    </Dialog>
    {current?.own && <OwnViewDialogs key={`${current.id} ${current.version}`} state={state} view={current} roles={roles} />}
  </>
)

'use client'
import { TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { useShownSettings } from '../../../../components/layout/shown-settings.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { plural } from '../../../../lib/core/format.ts'
import {
  deactivateUserInput,
  deleteUserInput,
  purgeUserInput,
  reactivateUserInput,
  restoreUserInput,
} from '../../../../lib/users/schema.ts'
import { deactivateUserAction, deleteUserAction, purgeUserAction, reactivateUserAction, restoreUserAction } from '../actions.ts'
import type { ActedOn } from './acted-on.ts'
import { DIALOGS } from './dialog-ids.ts'

const accessOf = ({ openSessions }: ActedOn) => {
  if (openSessions === 0) return 'Signing in. No session is open now.'
  return `Signing in; ${plural(openSessions, 'open session')} ${openSessions === 1 ? 'ends' : 'end'} on the next click.`
}
const LINKS = 'Links that set or reset the password.'

/** Asks for the reason, and says what stops and what stays. */
export function DeactivateUserDialog({ user }: { user: ActedOn }) {
  return (
    <ConfirmDialog
      id={DIALOGS.deactivate}
      title={`Deactivate ${user.name}?`}
      verb="Deactivate user"
      schema={deactivateUserInput}
      action={deactivateUserAction}
      hidden={{ userId: user.id }}
      stops={[accessOf(user), LINKS]}
      survives={['Profile, roles, memberships and the audit log. Reactivating brings everything back.']}
    >
      <TextAreaField name="reason" label="Reason" hint={`Mailed to ${user.email} and kept in the audit log.`} rows={3} />
    </ConfirmDialog>
  )
}

/** Gives access back. */
export function ReactivateUserDialog({ user }: { user: ActedOn }) {
  return (
    <ConfirmDialog
      id={DIALOGS.reactivate}
      title={`Reactivate ${user.name}?`}
      verb="Reactivate user"
      danger={false}
      schema={reactivateUserInput}
      action={reactivateUserAction}
      hidden={{ userId: user.id }}
    >
      <p className="text-ink-soft">
        They can sign in again at once, with the roles they hold now. Sessions and links of before stay ended.
      </p>
      <TextField name="reason" label="Reason" optional hint="Kept in the audit log." />
    </ConfirmDialog>
  )
}

function Softer() {
  const swap = () => document.querySelector<HTMLDialogElement>(`#${DIALOGS.delete}`)?.close()
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p>May they come back? Deactivated users are kept without a time limit.</p>
      <Button size="sm" commandfor={DIALOGS.deactivate} command="show-modal" onClick={swap}>
        Deactivate instead
      </Button>
    </div>
  )
}

/** Moves to the trash, and offers to deactivate instead. */
export function DeleteUserDialog({ user, mayDeactivate }: { user: ActedOn; mayDeactivate: boolean }) {
  const days = plural(useShownSettings()['trash.days'], 'day')
  return (
    <ConfirmDialog
      id={DIALOGS.delete}
      title={`Move ${user.name} to the trash?`}
      verb="Move to trash"
      schema={deleteUserInput}
      action={deleteUserAction}
      hidden={{ userId: user.id }}
      stops={[accessOf(user), LINKS, 'The user is no longer in the list of users.']}
      survives={[`Everything, for ${days}: until then the user can be restored with profile and roles.`]}
      softer={mayDeactivate ? <Softer /> : undefined}
    >
      <TextField name="reason" label="Reason" optional hint="Kept in the audit log." />
    </ConfirmDialog>
  )
}

/** Takes out of the trash. */
export function RestoreUserDialog({ user }: { user: ActedOn }) {
  return (
    <ConfirmDialog
      id={DIALOGS.restore}
      title={`Restore ${user.name}?`}
      verb="Restore user"
      danger={false}
      schema={restoreUserInput}
      action={restoreUserAction}
      hidden={{ userId: user.id }}
    >
      <p className="text-ink-soft">
        The user returns to the status of before, with profile and roles. If that was active, they can sign in again at once.
      </p>
    </ConfirmDialog>
  )
}

/** Removes for good, after the username has been typed. */
export function PurgeUserDialog({ user }: { user: ActedOn }) {
  return (
    <ConfirmDialog
      id={DIALOGS.purge}
      title={`Remove ${user.name} for good?`}
      verb="Remove for good"
      schema={purgeUserInput}
      action={purgeUserAction}
      hidden={{ userId: user.id }}
      stops={[
        'Profile, roles, memberships, sessions and mails are erased. This cannot be undone.',
        'The e-mail address is free for a new user.',
      ]}
      survives={['The audit log, with the name as it was.', 'The username: it is never given to anybody else.']}
      typeToConfirm={{ field: 'username', value: user.username }}
    />
  )
}

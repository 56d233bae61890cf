'use client'
import { ChevronDown, CircleSlash, KeyRound, KeySquare, Pencil, RotateCcw, Trash2, UserCheck, UserX } from 'lucide-react'
import { LoginCodeDialog } from '../../../../components/login-codes/login-code-dialog.tsx'
import { Menu, MenuButton, MenuLine, MenuLink } from '../../../../components/ui/menu.tsx'
import type { UserActs } from '../../../../lib/users/rules-acts.ts'
import { createLoginCodeOfUserAction } from '../actions.ts'
import { DeactivateUserDialog, DeleteUserDialog, PurgeUserDialog, ReactivateUserDialog, RestoreUserDialog } from './lifecycle-dialogs.tsx'
import type { ActedOn } from './acted-on.ts'
import { DIALOGS } from './dialog-ids.ts'
import { PasswordLinkDialog } from './password-link-dialog.tsx'

/** All that can be done to a user, in one menu; what is impossible stays visible and says why. The dialogs behind it open without client JavaScript too. */
export function UserActions({ user, acts, mailConfigured }: { user: ActedOn; acts: UserActs; mailConfigured: boolean }) {
  const trashed = user.status === 'DELETED'
  const inactive = user.status === 'DEACTIVATED'
  return (
    <>
      <Menu
        trigger={
          <>
            Actions
            <ChevronDown aria-hidden />
          </>
        }
      >
        {acts.update === null ? (
          <MenuLink href={`/users/${user.id}/edit`} icon={<Pencil aria-hidden />}>
            Edit user
          </MenuLink>
        ) : (
          <MenuButton icon={<Pencil aria-hidden />} disabledReason={acts.update}>
            Edit user
          </MenuButton>
        )}
        <MenuButton icon={<KeyRound aria-hidden />} dialogId={DIALOGS.passwordLink} disabledReason={acts.sendPasswordLink}>
          {user.hasPassword ? 'Send password reset' : 'Send set-password link'}
        </MenuButton>
        <MenuButton icon={<KeySquare aria-hidden />} dialogId={DIALOGS.loginCode} disabledReason={acts.makeLoginCode}>
          Make login code
        </MenuButton>
        <MenuLine />
        {inactive ? (
          <MenuButton icon={<UserCheck aria-hidden />} dialogId={DIALOGS.reactivate} disabledReason={acts.reactivate}>
            Reactivate user
          </MenuButton>
        ) : (
          <MenuButton icon={<CircleSlash aria-hidden />} dialogId={DIALOGS.deactivate} disabledReason={acts.deactivate}>
            Deactivate user
          </MenuButton>
        )}
        {trashed ? (
          <MenuButton icon={<RotateCcw aria-hidden />} dialogId={DIALOGS.restore} disabledReason={acts.restore}>
            Restore user
          </MenuButton>
        ) : (
          <MenuButton icon={<Trash2 aria-hidden />} dialogId={DIALOGS.delete} disabledReason={acts.delete}>
            Move to trash
          </MenuButton>
        )}
        <MenuLine />
        <MenuButton icon={<UserX aria-hidden />} danger dialogId={DIALOGS.purge} disabledReason={acts.purge}>
          Remove for good
        </MenuButton>
      </Menu>
      {acts.sendPasswordLink === null && <PasswordLinkDialog user={user} mailConfigured={mailConfigured} />}
      {acts.makeLoginCode === null && <LoginCodeDialog id={DIALOGS.loginCode} user={user} action={createLoginCodeOfUserAction} />}
      {acts.deactivate === null && !inactive && <DeactivateUserDialog user={user} />}
      {acts.reactivate === null && inactive && <ReactivateUserDialog user={user} />}
      {acts.delete === null && !trashed && <DeleteUserDialog user={user} mayDeactivate={acts.deactivate === null && !inactive} />}
      {acts.restore === null && trashed && <RestoreUserDialog user={user} />}
      {acts.purge === null && <PurgeUserDialog user={user} />}
    </>
  )
}

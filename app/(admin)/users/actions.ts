'use server'
import { updatePreferences } from '../../../lib/account/mutations.ts'
import { plural } from '../../../lib/core/format.ts'
import { formAction } from '../../../lib/http/action.ts'
import { namedFields } from '../../../lib/http/named-fields.ts'
import { createLoginCode } from '../../../lib/login-codes/mutations.ts'
import { createNote, deleteNote, updateNote } from '../../../lib/notes/mutations.ts'
import { sendPasswordLink } from '../../../lib/passwords/mutations.ts'
import { changeGrant, endGrant, grantRole } from '../../../lib/roles/mutations.ts'
import { endAllSessions, endSession } from '../../../lib/sessions/mutations.ts'
import { createSavedView, deleteSavedView, updateSavedView } from '../../../lib/saved-views/mutations.ts'
import { createUser, updateUser } from '../../../lib/users/mutations.ts'
import { deactivateUser, deleteUser, purgeUser, reactivateUser, restoreUser } from '../../../lib/users/mutations-lifecycle.ts'
import { noticeHref, rememberedHref, viewHref } from './_components/users-href.ts'

export const createUserAction = formAction(createUser, { input: namedFields(createUser, { groups: ['groupId'] }) })
export const updateUserAction = formAction(updateUser, { redirectTo: ({ userId }) => `/users/${userId}/profile?notice=saved` })

export const deactivateUserAction = formAction(deactivateUser, { message: 'User deactivated.' })
export const reactivateUserAction = formAction(reactivateUser, { message: 'User reactivated.' })
export const deleteUserAction = formAction(deleteUser, { message: 'User moved to the trash.' })
export const restoreUserAction = formAction(restoreUser, { message: 'User restored.' })
export const purgeUserAction = formAction(purgeUser, { redirectTo: '/users?status=trash&notice=removed' })
export const sendPasswordLinkAction = formAction(sendPasswordLink)
export const createLoginCodeOfUserAction = formAction(createLoginCode)

export const grantRoleAction = formAction(grantRole, {
  input: namedFields(grantRole, { groups: ['reachGroupId'] }),
  message: ({ changed }) => (changed ? 'Role given.' : 'The user has this role already; nothing was changed.'),
})
export const changeGrantAction = formAction(changeGrant, {
  message: ({ changed }) => (changed ? 'End of the role changed.' : 'The role ends then already; nothing was changed.'),
})
export const endGrantAction = formAction(endGrant, {
  message: ({ changed }) => (changed ? 'Role taken.' : 'The user does not have this role any more; nothing was changed.'),
})

export const createNoteAction = formAction(createNote, { message: 'Note added.' })
export const updateNoteAction = formAction(updateNote, { message: 'Note saved.' })
export const deleteNoteAction = formAction(deleteNote, { message: 'Note deleted.' })

export const endSessionAction = formAction(endSession, {
  message: ({ sessionsEnded }) => (sessionsEnded ? 'Session ended.' : 'That session had ended already.'),
})
export const endAllSessionsAction = formAction(endAllSessions, {
  message: ({ sessionsEnded }) => (sessionsEnded ? `${plural(sessionsEnded, 'session')} ended.` : 'No session was open.'),
})

export const updatePreferencesAction = formAction(updatePreferences)
export const rememberColumnsAction = formAction(updatePreferences, {
  input: (form) => ({ columns: form.getAll('columns').length > 1 ? form.getAll('columns') : form.get('columns') }),
  redirectTo: (_, form) => noticeHref(rememberedHref(form), 'columns'),
})

export const createSavedViewAction = formAction(createSavedView, {
  redirectTo: ({ viewId, search }) => noticeHref(viewHref({ id: viewId, search }), 'view-saved'),
})
export const updateSavedViewAction = formAction(updateSavedView, { message: 'View saved.' })
export const overwriteSavedViewAction = formAction(updateSavedView, {
  redirectTo: ({ viewId, search }) => noticeHref(viewHref({ id: viewId, search }), 'view-saved'),
})
export const deleteSavedViewAction = formAction(deleteSavedView, { redirectTo: '/users?notice=view-deleted' })

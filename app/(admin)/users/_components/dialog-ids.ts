/** The ids by which buttons anywhere on a user's page open the dialogs of the header. */
export const DIALOGS = {
  passwordLink: 'password-link',
  loginCode: 'login-code',
  deactivate: 'deactivate-user',
  reactivate: 'reactivate-user',
  delete: 'delete-user',
  restore: 'restore-user',
  purge: 'purge-user',
} as const
/** The id of the dialog that ends all sessions. */
export const END_ALL_DIALOG = 'end-all-sessions'

/** The ids by which buttons anywhere on a group's page open the dialogs of the header. */
export const GROUP_DIALOGS = {
  approve: 'approve-group',
  revokeApproval: 'revoke-approval',
  trust: 'trust-group',
  revokeTrust: 'revoke-trust',
  move: 'move-group',
  giveRole: 'give-group-role',
} as const
/** The id of the dialog that takes somebody out of a group. */
export const REMOVE_MEMBER_DIALOG = 'remove-member'

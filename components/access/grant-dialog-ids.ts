/** The id of the dialog that changes when this grant ends. */
export const changeEndId = (grantId: string) => `change-end-${grantId}`
/** The id of the dialog that takes this grant away. */
export const takeRoleId = (grantId: string) => `take-role-${grantId}`
/** The id of the dialog that gives a role. */
export const GIVE_ROLE_DIALOG = 'give-role'

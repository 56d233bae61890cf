/** The dialog that asks before a membership is deleted; apart from it, so that server components can name it. */
export const DELETE_MEMBERSHIP_DIALOG = 'delete-membership'

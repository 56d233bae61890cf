export const DELETE_MEMBERSHIP_DIALOG = 'delete-membership'

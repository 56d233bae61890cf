/** The id of the dialog that puts a user into a group. */
export const ADD_TO_GROUP_DIALOG = 'add-to-group'

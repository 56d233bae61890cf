/** Who holds a grant, or is to hold one: a user, or a group whose members and those of its sub-groups inherit it. */
export type Holder = { type: 'user' | 'group'; id: string; name: string }

/** The hidden field that names a holder in the forms about grants. */
export const holderField = ({ type, id }: Holder): Record<string, string> => (type === 'user' ? { userId: id } : { groupId: id })

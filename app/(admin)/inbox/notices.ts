/** What was done on the page of an item, said on the page that it led to. */
const DONE = {
  approved: 'Approved: the user was made, and is told by mail where mail is configured.',
  'first-approved': 'Your approval counts. Another approver has to give the second one.',
  rejected: 'Rejected.',
  invited: 'Invitation sent.',
  dismissed: 'Request dismissed.',
  joined: 'Approved: they are in the group now, and are told by mail.',
  'not-joined': 'Rejected: they are told by mail.',
}

/** On an item that is the next to be decided. */
export const NEXT_NOTICES = Object.fromEntries(
  Object.entries(DONE).map(([name, words]) => [name, `${words} This is the next one that waits.`]),
)

/** On the list, when nothing waits behind what was decided. */
export const INBOX_NOTICES: Record<string, string> = {
  ...Object.fromEntries(Object.entries(DONE).map(([name, words]) => [name, `${words} Nothing else waits.`])),
  end: 'You have reached the end of what waits.',
}

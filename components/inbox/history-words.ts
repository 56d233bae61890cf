/** What happened to an item of the inbox, in words that follow the actor; the item itself is not named again. */
const WORDS: Record<string, string> = {
  'enrollment.started': 'began the enrollment',
  'enrollment.updated': 'changed what was filled in',
  'enrollment.email-confirmed': 'confirmed the e-mail address',
  'enrollment.code-regenerated': 'replaced the approval code',
  'enrollment.code-refused': 'typed a wrong approval code',
  'enrollment.asked': 'asked a question',
  'enrollment.answered': 'answered',
  'enrollment.first-approved': 'gave the first of two approvals',
  'enrollment.approved': 'approved it',
  'enrollment.rejected': 'rejected it',
  'enrollment.withdrawn': 'withdrew it',
  'enrollment.expired': 'let it expire',
  'access-request.made': 'asked for access',
  'access-request.enrolled': 'sent an invitation',
  'access-request.dismissed': 'dismissed the request',
  'group.request-made': 'asked to join',
  'group.request-approved': 'approved the request',
  'group.request-rejected': 'rejected the request',
  'group.request-withdrawn': 'withdrew the request',
  'approvers.reminded': 'reminded the approvers',
  'user.deactivated': 'deactivated the user',
  'user.reactivated': 'reactivated the user',
}

/** The words for an event; an event that has none here says what the log says. */
export const historyWords = (event: string, sentence = event) => WORDS[event] ?? sentence

/** Whoever is not signed in and acts on an item is its applicant. */
export const actorNameOf = (label: string) => (label === 'anonymous' || label === '' ? 'The applicant' : label)

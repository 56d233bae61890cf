/** Somebody and something that an outsider should not be able to reach. */
export type Victim = {
  userId: string
  username: string
  email: string
  sessionId: string
  grantId: string
  roleId: string
  outboxId: string
  runId: string
  auditEventId: string
  viewId: string
  fieldId: string
  noteId: string
  jobId: string
  bannerId: string
  groupId: string
  requestId: string
  certificateId: string
  membershipId: string
  accessRequestId: string
  poolId: string
  linkId: string
  invitationId: string
  enrollmentId: string
  codeId: string
  seenTokenId: string
}

/**
 * What an outsider (all permissions, but within another group) gets. `refused`: FORBIDDEN or NOT_FOUND, INVALID or RULE where the input
 * names no existing thing. `blind`: an answer without a trace of the victim. `own`: the operation is about the actor alone. `anyone`: it
 * needs no session; its own tests say what it refuses.
 */
export type Example = { input: (victim: Victim) => unknown; outsider: 'refused' | 'blind' | 'own' | 'anyone' }

/** An example with that expectation; without an input the operation gets an empty object. */
export const of = (outsider: Example['outsider'], input: (victim: Victim) => unknown = () => ({})): Example => ({ outsider, input })

/** The input of an operation that takes a user and nothing else. */
export const aboutUser = ({ userId }: Victim) => ({ userId })

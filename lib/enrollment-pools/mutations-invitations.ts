import { refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { whyNotResend, whyNotRevoke } from './rules.ts'
import { invitationIdInput, inviteUserInput, inviteUsersInput, readInvited } from './schema.ts'
import { invitationInReach, invitationTarget } from './steps.ts'
import { inviteAgain, inviteIn, inviteMany, type Person } from './steps-invite.ts'
import type { InviteLineResult, Invited } from './views.ts'

/**
 * Invites one person by mail to enroll, without an approver, into what the inviter could give themselves. CONFLICT on `email` when the address
 * has an account or an open invitation within the inviter's reach; out of it, the address is told and the inviter is not. The link is answered
 * only when no mail is configured.
 */
export const inviteUser = defineMutation({
  name: 'inviteUser',
  permission: 'enrollment:invite',
  input: inviteUserInput,
  limit: { points: 60, seconds: 60 },
  run: ({ actor, tx, audit }, { email, firstName, lastName, ...terms }): Promise<Invited> =>
    inviteIn(tx, actor, audit, { email, firstName, lastName }, terms),
})

/** The people whom lines name; lines that name nobody have a problem instead. */
const readLines = (lines: readonly string[]) => lines.map((line) => ({ line, read: readInvited(line) }))

/**
 * Invites up to 200 people on the same terms, one per line ("ann@example.org" or "Ann Lee <ann@example.org>"), set-based. Every line gets its
 * result: `invited`, or `refused` with the reason; the rules of `inviteUser` hold. What the invitations give is asked about once, for all.
 */
export const inviteUsers = defineMutation({
  name: 'inviteUsers',
  permission: 'enrollment:invite',
  input: inviteUsersInput,
  limit: { points: 10, seconds: 60 },
  timeoutSeconds: 30,
  async run({ actor, tx, audit }, { list, ...terms }) {
    const lines = readLines(list)
    const people = lines.flatMap(({ read }): Person[] => ('problem' in read ? [] : [read]))
    const answers = await inviteMany(tx, actor, audit, people, terms)
    const results = lines.map(({ line, read }): InviteLineResult => {
      const refused = (reason: string, message: string) => ({
        line,
        result: 'refused' as const,
        reason,
        message,
        invitationId: null,
        link: null,
      })
      if ('problem' in read) return refused('INVALID', read.problem)
      const answer = answers.shift()!
      if ('refused' in answer) return refused(answer.refused.reason, answer.refused.message)
      return { line, result: 'invited', reason: '', message: '', invitationId: answer.invitationId, link: answer.link }
    })
    const invited = results.filter(({ result }) => result === 'invited').length
    return { results, invited, refused: results.length - invited }
  },
})

/**
 * Sends an open or expired invitation again with a new link, in the name of whoever does so, who must be able to give what it gives; the old
 * link stops working. RULE when it was accepted or revoked.
 */
export const resendInvitation = defineMutation({
  name: 'resendInvitation',
  permission: 'enrollment:invite',
  input: invitationIdInput,
  limit: { points: 30, seconds: 60 },
  async run({ actor, tx, audit }, { invitationId }): Promise<Invited> {
    const invitation = await invitationInReach(tx, actor, invitationId)
    refuse(whyNotResend(invitation.state))
    const answer = await inviteAgain(tx, actor, invitation)
    await audit.record('invitation.resent', {
      target: invitationTarget(invitation),
      detail: { pool: `${invitation.firstName} ${invitation.lastName}`.trim() || invitation.email, poolId: invitation.id },
    })
    return answer
  },
})

/** Takes an invitation back: its link stops working. Revoked already: nothing changes. RULE when somebody enrolled with it. */
export const revokeInvitation = defineMutation({
  name: 'revokeInvitation',
  permission: 'enrollment:invite',
  input: invitationIdInput,
  async run({ actor, tx, audit }, { invitationId }) {
    const invitation = await invitationInReach(tx, actor, invitationId)
    refuse(whyNotRevoke(invitation.state))
    if (invitation.state === 'revoked') return (audit.unchanged(), { changed: false })
    await tx.$executeRaw`update enrollment_links set voided_at = now() where pool_id = ${invitationId}::uuid and voided_at is null`
    await tx.$executeRaw`update enrollment_pools set deleted_at = now(), active = false, updated_at = now(), version = version + 1
      where id = ${invitationId}::uuid`
    await audit.record('invitation.revoked', {
      target: invitationTarget(invitation),
      detail: { pool: `${invitation.firstName} ${invitation.lastName}`.trim() || invitation.email, poolId: invitation.id },
    })
    return { changed: true }
  },
})

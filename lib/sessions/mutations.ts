import type { Actor } from '../core/actor.ts'
import { AppError, notFound } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { insistOnNotOutranked } from '../roles/steps.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach } from '../users/steps.ts'
import { endAllSessionsInput, endOwnSessionInput, endSessionInput, nothingInput } from './schema.ts'
import { endSessionOf, endSessionsOf } from './steps.ts'

const targetOf = (user: { id: string; username: string; fullName: string }) => ({
  type: 'user' as const,
  id: user.id,
  label: labelOf(user),
})

function ownId(actor: Actor): string {
  if (!actor.id) throw new AppError('FORBIDDEN', 'Only somebody who is signed in can do this. Nothing was changed.')
  return actor.id
}
const ownTarget = (actor: Actor) => ({ type: 'user' as const, id: actor.id, label: actor.label })

/** Ends one session of a user; its browser is signed out at its next click. Ended already: nothing changes. Refuses users who outrank the actor. */
export const endSession = defineMutation({
  name: 'endSession',
  permission: 'session:end',
  input: endSessionInput,
  async run({ actor, tx, audit }, { userId, sessionId }) {
    const user = await userInReach(tx, actor, 'session:end', userId)
    await insistOnNotOutranked(tx, actor, [userId])
    if (!(await tx.session.findFirst({ where: { id: sessionId, userId }, select: { id: true } }))) throw notFound('Session')
    if (!(await endSessionOf(tx, userId, sessionId, 'ended'))) return (audit.unchanged(), { sessionsEnded: 0 })
    await audit.record('session.ended', { target: targetOf(user), detail: { sessions: 1, why: 'ended' } })
    return { sessionsEnded: 1 }
  },
})

/** Ends all open sessions of a user, except the actor's own when it is theirs. Refuses users who outrank the actor. */
export const endAllSessions = defineMutation({
  name: 'endAllSessions',
  permission: 'session:end',
  input: endAllSessionsInput,
  async run({ actor, tx, audit }, { userId }) {
    const user = await userInReach(tx, actor, 'session:end', userId)
    await insistOnNotOutranked(tx, actor, [userId])
    const ended = await endSessionsOf(tx, [userId], 'ended', { exceptSessionId: actor.session?.id ?? null })
    const sessionsEnded = ended.get(userId) ?? 0
    if (sessionsEnded === 0) audit.unchanged()
    else await audit.record('session.ended', { target: targetOf(user), detail: { sessions: sessionsEnded, why: 'ended' } })
    return { sessionsEnded }
  },
})

/** Ends one of one's own sessions. Somebody else's is the same NOT_FOUND as one that never was. */
export const endOwnSession = defineMutation({
  name: 'endOwnSession',
  permission: 'account:end-sessions',
  input: endOwnSessionInput,
  async run({ actor, tx, audit }, { sessionId }) {
    const userId = ownId(actor)
    if (!(await tx.session.findFirst({ where: { id: sessionId, userId }, select: { id: true } }))) throw notFound('Session')
    if (!(await endSessionOf(tx, userId, sessionId, 'ended'))) return (audit.unchanged(), { sessionsEnded: 0 })
    await audit.record('session.ended', { target: ownTarget(actor), detail: { sessions: 1, why: 'ended' } })
    return { sessionsEnded: 1 }
  },
})

/** Ends all of one's own sessions but the present one. */
export const endOwnOtherSessions = defineMutation({
  name: 'endOwnOtherSessions',
  permission: 'account:end-sessions',
  input: nothingInput,
  async run({ actor, tx, audit }) {
    const userId = ownId(actor)
    const ended = await endSessionsOf(tx, [userId], 'ended', { exceptSessionId: actor.session?.id ?? null })
    const sessionsEnded = ended.get(userId) ?? 0
    if (sessionsEnded === 0) audit.unchanged()
    else await audit.record('session.ended', { target: ownTarget(actor), detail: { sessions: sessionsEnded, why: 'ended' } })
    return { sessionsEnded }
  },
})

/** Ends the present session. The caller also takes the cookie away; without this the cookie would still be good. */
export const signOut = defineMutation({
  name: 'signOut',
  permission: 'account:end-sessions',
  input: nothingInput,
  async run({ actor, tx, audit }) {
    const sessionId = actor.session?.id
    if (!sessionId || !(await endSessionOf(tx, ownId(actor), sessionId, 'signed-out'))) return audit.unchanged()
    await audit.record('session.ended', { target: ownTarget(actor), detail: { sessions: 1, why: 'signed-out' } })
  },
})

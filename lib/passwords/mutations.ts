import { insistOnOwnPassword } from '../auth/authenticate.ts'
import { accountThrottleKeys, countSilently } from '../auth/throttle.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { DEFAULT_LIMIT } from '../core/rate-limit.ts'
import { queueMail } from '../mail/steps.ts'
import { insistOnNotOutranked } from '../roles/steps.ts'
import { endSessionsOf } from '../sessions/steps.ts'
import { consumeToken, voidTokensOf } from '../tokens/steps.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach } from '../users/steps.ts'
import { whyNotSendPasswordLink } from './rules.ts'
import { changePasswordInput, requestPasswordResetInput, sendPasswordLinkInput, setPasswordWithLinkInput } from './schema.ts'
import { insistOnGoodPassword, mailTo, personOf, storePassword } from './steps.ts'
import { mailPasswordLink } from './steps-links.ts'

const targetOf = (user: { id: string; username: string; fullName: string }) => ({
  type: 'user' as const,
  id: user.id,
  label: labelOf(user),
})

/**
 * Mails a link that resets the password to the active user with this e-mail address or username, in any case; users who have none yet
 * get one to set it. Answers the same whether there is such a user or not. At most 3 mails an hour go to one user, silently, and 20
 * requests an hour come from one address.
 */
export const requestPasswordReset = defineMutation({
  name: 'requestPasswordReset',
  permission: 'auth:request-password-reset',
  input: requestPasswordResetInput,
  limit: { points: 20, seconds: 3600 },
  async run({ tx, audit }, { identifier }) {
    const typed = identifier.normalize('NFKC')
    const [found] = await tx.$queryRaw<{ id: string }[]>`
      select id::text from users where (lower(username) = lower(${typed}) or lower(email) = lower(${typed})) and status = 'ACTIVE' limit 1`
    const mayMail = await countSilently(tx, found?.id ?? null, typed)
    if (!found || !mayMail) return audit.unchanged()
    const person = await personOf(tx, found.id)
    if (person.status !== 'ACTIVE') return audit.unchanged()
    await mailPasswordLink(tx, person, person.passwordHash === null ? 'invitation' : 'reset')
    await audit.record('password.reset-requested', { target: targetOf(person), detail: {} })
  },
})

const deadLink = () =>
  new AppError('NOT_FOUND', 'This link does not work any more: it was used, replaced by a newer one, or is too old. Ask for a new one.', {
    reason: 'DEAD_LINK',
  })

/**
 * Sets the password of the user for whom the link was made, once. Ends all sessions, makes all other links worthless and lifts waits
 * after failed sign-ins; nobody is signed in by it. A reset link was read in the mailbox, so it verifies the e-mail address. A password
 * that is refused leaves the link as it was. Every link that does not work, for whatever reason, is the same NOT_FOUND.
 */
export const setPasswordWithLink = defineMutation({
  name: 'setPasswordWithLink',
  permission: 'auth:set-password',
  input: setPasswordWithLinkInput,
  limit: { points: 30, seconds: 600 },
  async run({ tx, audit }, { token, password }) {
    const reset = await consumeToken(tx, 'RESET_PASSWORD', token)
    const used = reset ?? (await consumeToken(tx, 'SET_PASSWORD', token))
    if (!used?.userId) throw deadLink()
    const person = await personOf(tx, used.userId)
    if (person.status !== 'ACTIVE') throw deadLink()
    insistOnGoodPassword(password, 'password', person)
    await storePassword(tx, person.id, password)
    if (reset) await tx.user.updateMany({ where: { id: person.id, emailVerifiedAt: null }, data: { emailVerifiedAt: new Date() } })
    await voidTokensOf(tx, [person.id])
    await tx.signInThrottle.deleteMany({ where: { key: { in: accountThrottleKeys(person.id) } } })
    const sessionsEnded = (await endSessionsOf(tx, [person.id], 'password-changed')).get(person.id) ?? 0
    const purpose = reset ? 'RESET_PASSWORD' : 'SET_PASSWORD'
    await audit.record('password.set', { target: targetOf(person), detail: { purpose, sessionsEnded } })
    if (person.passwordHash !== null) await queueMail(tx, { template: 'password-changed', ...mailTo(person) })
    return { username: person.username }
  },
})

/**
 * Changes one's own password. The current one is verified first, through the same door and counters as signing in. Ends all other
 * sessions and makes open links worthless; the caller gives the present session a new id (`renewSession`). Tells the owner by mail.
 */
export const changePassword = defineMutation({
  name: 'changePassword',
  permission: 'account:change-password',
  input: changePasswordInput,
  limit: DEFAULT_LIMIT,
  before: (actor, { currentPassword }) => insistOnOwnPassword(actor, currentPassword, 'currentPassword'),
  async run({ actor, tx, audit }, { currentPassword, newPassword }) {
    if (!actor.id) throw new AppError('FORBIDDEN', 'Only somebody who is signed in can do this. Nothing was changed.')
    if (currentPassword.normalize('NFC') === newPassword.normalize('NFC')) {
      const message = 'This is your present password. Choose another one.'
      throw new AppError('INVALID', 'The password was not changed.', { reason: 'SAME_PASSWORD', fields: { newPassword: [message] } })
    }
    const person = await personOf(tx, actor.id)
    // Whoever reset the password while the old one was being verified has ended this session, and must have the last word.
    const open = actor.session && (await tx.session.count({ where: { id: actor.session.id, endedAt: null } }))
    if (!open) throw new AppError('UNAUTHENTICATED', 'Your session ended meanwhile. Nothing was changed.')
    insistOnGoodPassword(newPassword, 'newPassword', person)
    await storePassword(tx, person.id, newPassword)
    await voidTokensOf(tx, [person.id])
    const ended = await endSessionsOf(tx, [person.id], 'password-changed', { exceptSessionId: actor.session?.id ?? null })
    const sessionsEnded = ended.get(person.id) ?? 0
    await audit.record('password.changed', { target: targetOf(person), detail: { sessionsEnded } })
    await queueMail(tx, { template: 'password-changed', ...mailTo(person) })
    return { sessionsEnded }
  },
})

/**
 * Mails a user a link: `invitation` to set a first password, `reset` to replace one. An older link of the kind stops working. The link of
 * an invitation is also given back, once, to be handed over; that of a reset never is, so that nobody else can choose the password of a
 * person who has one; only the command line on the server gets it. Refuses users who outrank the actor or cannot sign in.
 */
export const sendPasswordLink = defineMutation({
  name: 'sendPasswordLink',
  permission: 'user:send-password-link',
  input: sendPasswordLinkInput,
  limit: { points: 30, seconds: 60 },
  sensitive: true,
  async run({ actor, tx, audit }, { userId, kind }) {
    const user = await userInReach(tx, actor, 'user:send-password-link', userId)
    refuse(whyNotSendPasswordLink(user, kind))
    await insistOnNotOutranked(tx, actor, [userId])
    const link = await mailPasswordLink(tx, user, kind)
    const purpose = kind === 'invitation' ? 'SET_PASSWORD' : 'RESET_PASSWORD'
    await audit.record('user.password-link-sent', { target: targetOf(user), detail: { purpose } })
    return { link: kind === 'invitation' || actor.kind === 'system' ? link : null }
  },
})

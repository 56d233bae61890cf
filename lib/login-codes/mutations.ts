import '#server-only'
import { hashVerifier, partsOf, proveLoginCode } from '../auth/login-code.ts'
import { startSessionIn } from '../auth/start-session.ts'
import { CODE_LENGTHS, makeCode, showCode } from '../core/codes.ts'
import { env } from '../core/env.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { insistOnNotOutranked } from '../roles/steps.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach } from '../users/steps.ts'
import { NEVER_DELETED, whyNotCreateLoginCode, whyNotVoidLoginCode } from './rules.ts'
import { createLoginCodeInput, exchangeLoginCodeInput, loginCodeIdInput } from './schema.ts'
import { insertLoginCode, loginCodeInReach, spendLoginCode, targetOf, voidLoginCodesOf } from './steps.ts'

async function freshVerifier() {
  const { verifier } = partsOf(makeCode(CODE_LENGTHS.login))
  return { verifier, hash: await hashVerifier(verifier) }
}

/**
 * Makes a code that signs an active user in, once, within ten minutes (seed 003's login code). Their older unused ones stop working. The code
 * and its link are in the answer and nowhere else. It brings no rights but those that the user has when it is used. Refuses users who
 * outrank the actor (RULE OUTRANKED) or cannot sign in (RULE NOT_ACTIVE).
 */
export const createLoginCode = defineMutation({
  name: 'createLoginCode',
  permission: 'login-code:create',
  input: createLoginCodeInput,
  limit: { points: 30, seconds: 60 },
  sensitive: true,
  before: freshVerifier,
  async run({ actor, tx, audit, prepared }, { userId }) {
    const user = await userInReach(tx, actor, 'login-code:create', userId)
    refuse(whyNotCreateLoginCode(user))
    await insistOnNotOutranked(tx, actor, [userId])
    const voided = await voidLoginCodesOf(tx, [userId])
    const { codeId, selector, expiresAt } = await insertLoginCode(tx, actor, user, prepared.hash)
    const target = targetOf(user)
    await audit.recordMany('login-code.voided', voided.map((old) => ({ target, detail: { codeId: old } }))) // prettier-ignore
    await audit.record('login-code.created', { target, detail: { codeId } })
    const code = showCode(selector + prepared.verifier)
    return { codeId, code, link: `${new URL('/sign-in/code', env.appUrl).href}?token=${code}`, expiresAt, label: target.label }
  },
})

/**
 * Takes a code back that was not used; one that is expired or void already stays as it is. Throws RULE USED after its use, and OUTRANKED for
 * users who may do more than the actor.
 */
export const voidLoginCode = defineMutation({
  name: 'voidLoginCode',
  permission: 'login-code:create',
  input: loginCodeIdInput,
  async run({ actor, tx, audit }, { codeId }) {
    const { state, user } = await loginCodeInReach(tx, actor, codeId)
    refuse(whyNotVoidLoginCode({ state }))
    await insistOnNotOutranked(tx, actor, [user.id])
    if (state !== 'open') return (audit.unchanged(), { changed: false })
    await tx.$executeRaw`update login_codes set voided_at = now() where id = ${codeId}::uuid`
    await audit.record('login-code.voided', { target: targetOf(user), detail: { codeId } })
    return { changed: true }
  },
})

/** Refuses, always (RULE NEVER_DELETED): login codes say who was let in. NOT_FOUND for a code that the actor does not reach. */
export const deleteLoginCode = defineMutation({
  name: 'deleteLoginCode',
  permission: 'login-code:create',
  input: loginCodeIdInput,
  async run({ actor, tx, audit }, { codeId }) {
    await loginCodeInReach(tx, actor, codeId)
    refuse(NEVER_DELETED)
    return audit.unchanged()
  },
})

const refused = () =>
  new AppError(
    'FORBIDDEN',
    'This code does not work: it was mistyped, used, replaced or is older than ten minutes. Check it, or ask for a new one.',
    {
      reason: 'CODE_REFUSED',
    },
  )

/**
 * Signs in with a login code, typed in any case with spaces and dashes as one likes: uses it up and starts a session in one transaction. Of
 * many at once exactly one gets through. Unknown, mistyped, used, replaced, expired, tried five times, and of a user who may not sign in are
 * the same FORBIDDEN after the same work, and each is in the audit log with its reason. Ten tries a minute for an address, and 20 wrong ones an hour.
 */
export const exchangeLoginCode = defineMutation({
  name: 'exchangeLoginCode',
  permission: 'auth:use-login-code',
  input: exchangeLoginCodeInput,
  limit: { points: 10, seconds: 60 },
  before: (actor, { code }) => proveLoginCode(code, actor.request.ip),
  async run({ actor, tx, audit, prepared: proven, commitAndThrow }) {
    const { codeId, userId, userLabel } = proven
    const spent = proven.right ? await spendLoginCode(tx, proven, actor.request) : { user: null, why: proven.why }
    if (spent.user === null) {
      const target = { type: 'user' as const, id: userId, label: userLabel }
      await audit.record('login-code.refused', { target, detail: { why: spent.why, codeId }, outcome: 'refused' })
      return commitAndThrow(refused())
    }
    const { user } = spent
    await audit.record('login-code.used', { target: targetOf(user), detail: { codeId: String(codeId) } })
    const replaces = actor.session?.id ?? null
    const token = await startSessionIn(tx, { id: user.id, label: labelOf(user), request: actor.request, method: 'login-code', replaces })
    return { userId: user.id, token }
  },
})

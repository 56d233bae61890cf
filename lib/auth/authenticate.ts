// The one door to every password: signing in, confirming oneself, changing it.
import '#server-only'
import { recordAudit } from '../audit/record.ts'
import { anonymousActor, type Actor, type RequestContext } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { log } from '../core/log.ts'
import { labelOf } from '../users/rules.ts'
import { hashPassword, isWeakHash, verifyPassword } from './password.ts'
import { startSessionAfter } from './start-session.ts'
import { countAttempt, forgiveAttempt, throttleKeys } from './throttle.ts'

type Account = { id: string; username: string; full_name: string; status: string; password_hash: string | null }

const LONGEST_PASSWORD = 128 // code points; nobody can have a longer one

async function findAccount(column: 'id' | 'identifier', value: string): Promise<Account | null> {
  const condition = column === 'id' ? 'id = $1::uuid' : 'lower(username) = lower($1) or lower(email) = lower($1)'
  const { rows } = await pool.query<Account>(
    `select id::text, username, full_name, status::text, password_hash from users where ${condition} limit 1`,
    [value],
  )
  return rows[0] ?? null
}

const whyRefused = (account: Account | null) =>
  !account
    ? 'unknown'
    : account.status !== 'ACTIVE'
      ? account.status.toLowerCase()
      : account.password_hash
        ? 'wrong-password'
        : 'no-password'

async function recordRefusal(actor: Actor, account: Account | null) {
  const target = account
    ? { type: 'user' as const, id: account.id, label: labelOf({ fullName: account.full_name, username: account.username }) }
    : { type: 'user' as const, id: null, label: 'unknown' } // what was typed may be a password
  await recordAudit(db, actor, 'sign-in.refused', [{ target, detail: { why: whyRefused(account) }, outcome: 'refused' }]).catch(
    (error: unknown) => log.error({ err: error }, 'A refused sign-in could not be recorded.'),
  )
}

/**
 * The one door to every password: counts, then verifies, then takes the count back if it was right. Whoever has no password or may not
 * sign in costs the same work and gets the same answer. Throws RATE_LIMITED before anything is verified.
 */
async function attempt(actor: Actor, account: Account | null, identifier: string, password: string): Promise<boolean> {
  const keys = throttleKeys(account?.id ?? null, identifier, actor.request.ip)
  await countAttempt(keys)
  const usable = account?.status === 'ACTIVE' && [...password].length <= LONGEST_PASSWORD ? account.password_hash : null
  const right = await verifyPassword(usable, password)
  if (right) await forgiveAttempt(keys)
  else await recordRefusal(actor, account)
  return right
}

const refused = () =>
  new AppError('INVALID', 'That name and password do not belong to an account that can sign in. Check both and try again.', {
    reason: 'WRONG_CREDENTIALS',
  })

/**
 * Signs a person in by username or e-mail, in any case, and password: starts a session and gives the random id for its cookie. Unknown,
 * inactive, without a password and wrong are the same INVALID after the same work; too many failures are RATE_LIMITED, also with the
 * right password. A hash that is weak by now is replaced. `replaces` is the session that the browser had before.
 */
export async function authenticate(
  identifier: string,
  password: string,
  request: RequestContext,
  replaces: string | null = null,
): Promise<{ userId: string; token: string }> {
  const typed = identifier.trim().normalize('NFKC')
  const account = await findAccount('identifier', typed)
  if (!(await attempt(anonymousActor(request), account, typed, password)) || !account?.password_hash) throw refused()
  const { id, password_hash: verified } = account
  const fresh = isWeakHash(verified) ? await hashPassword(password) : verified
  const label = labelOf({ fullName: account.full_name, username: account.username })
  const token = await startSessionAfter({ id, label, request, method: 'password', replaces }, verified, fresh)
  if (!token) throw refused()
  return { userId: id, token }
}

/**
 * Makes sure that the person at this session knows the account's password, through the same door and counters as signing in. Throws
 * INVALID with a sentence for the named field when it is wrong, RATE_LIMITED after too many.
 */
export async function insistOnOwnPassword(actor: Actor, password: string, field: string): Promise<void> {
  const account = actor.kind === 'user' && actor.id ? await findAccount('id', actor.id) : null
  if (!account) throw new AppError('FORBIDDEN', 'Only somebody who is signed in can do this. Nothing was changed.')
  if (await attempt(actor, account, account.username, password)) return
  const message = 'This is not your current password. Nothing was changed.'
  throw new AppError('INVALID', message, { reason: 'WRONG_PASSWORD', fields: { [field]: [message] } })
}

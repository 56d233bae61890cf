import { sql as raw } from 'kysely'
import type { Actor, RequestContext } from '../core/actor.ts'
import { makeCode } from '../core/codes.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { labelOf } from '../users/rules.ts'
import { usersInReach, type UserRecord } from '../users/steps.ts'
import { STATE } from './columns.ts'
import { LOGIN_CODE_MINUTES } from './rules.ts'
import type { LoginCodeState } from './schema.ts'
import { loginCodesWithin } from './scope.ts'

/** Any number, the same in every version: makers of codes take turns, so that no two good codes begin alike. */
const CODES_LOCK = 7_208
const SELECTORS = 8

/** How the audit log names the user of a code. */
export const targetOf = (user: { id: string; username: string; fullName: string }) => ({
  type: 'user' as const,
  id: user.id,
  label: labelOf(user),
})

/** Four characters that no good code begins with. Holds the line of makers until the transaction ends. */
async function freeSelector(tx: Tx): Promise<string> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${CODES_LOCK}::bigint)`
  const offered = Array.from({ length: SELECTORS }, () => makeCode(4))
  const [free] = await tx.$queryRaw<{ selector: string }[]>`
    select selector from unnest(${offered}::text[]) as offered (selector) where not exists (select from login_codes
      where login_codes.selector = offered.selector and used_at is null and voided_at is null and expires_at > now()) limit 1`
  if (!free) throw new AppError('UNAVAILABLE', 'No code is free at this moment. Nothing was changed; try again.')
  return free.selector
}

/** Voids the good codes of these users. Gives the ids of the codes. The users' rows must be locked. */
export async function voidLoginCodesOf(tx: Tx, userIds: readonly string[]): Promise<string[]> {
  const voided = await tx.$queryRaw<{ id: string }[]>`
    update login_codes set voided_at = now()
    where user_id = any(${[...userIds]}::uuid[]) and used_at is null and voided_at is null and expires_at > now() returning id::text`
  return voided.map(({ id }) => id)
}

/** Stores a code for a user by the hash of its secret part. Gives its id, the characters that find it, and when it ends. */
export async function insertLoginCode(tx: Tx, actor: Actor, user: UserRecord, verifierHash: string) {
  const codeId = newId()
  const selector = await freeSelector(tx)
  const meta = Object.fromEntries(
    Object.entries({ ip: actor.request.ip, userAgent: actor.request.userAgent, requestId: actor.request.id }).filter(([, value]) => value),
  )
  const [row] = await tx.$queryRaw<{ expiresAt: Date }[]>`
    insert into login_codes (id, selector, verifier_hash, user_id, user_label, created_by_id, created_by_label, audit_meta, expires_at)
    values (${codeId}::uuid, ${selector}, ${verifierHash}, ${user.id}::uuid, ${labelOf(user)}, ${actor.id}::uuid, ${actor.label},
      ${JSON.stringify(meta)}::jsonb, now() + make_interval(mins => ${LOGIN_CODE_MINUTES}::int)) returning expires_at as "expiresAt"`
  return { codeId, selector, expiresAt: row!.expiresAt }
}

/** A code and its user, both locked, user first. NOT_FOUND, the same for a code that is not there and one for a user out of reach. */
export async function loginCodeInReach(
  tx: Tx,
  actor: Actor,
  codeId: string,
): Promise<{ id: string; state: LoginCodeState; user: UserRecord }> {
  const seen = raw<{ userId: string }>`select user_id::text as "userId" from login_codes
    where id = ${codeId}::uuid and ${loginCodesWithin(actor, 'login-code:create')}`
  const [found] = await runIn(tx, seen.compile(sql))
  if (!found) throw notFound('Login code')
  const [user] = await usersInReach(tx, actor, 'login-code:create', [found.userId])
  if (!user) throw notFound('Login code')
  const locked = raw<{ state: LoginCodeState }>`select ${STATE} as state from login_codes where id = ${codeId}::uuid for update`
  const [code] = await runIn(tx, locked.compile(sql))
  if (!code) throw notFound('Login code')
  return { id: codeId, state: code.state, user }
}

/** What using a code up came to. */
export type Spent = { user: { id: string; username: string; fullName: string }; why: null } | { user: null; why: string }

/**
 * Uses a proven code up for an active user: one conditional statement, so that of many callers at once exactly one gets through, in whichever
 * process. Otherwise says why not; then nothing was changed.
 */
export async function spendLoginCode(
  tx: Tx,
  { codeId, userId }: { codeId: string; userId: string },
  request: RequestContext,
): Promise<Spent> {
  // The user first, as whoever deactivates them does: a code of theirs is then either used before or not at all.
  const [user] = await tx.$queryRaw<{ id: string; username: string; fullName: string; status: string }[]>`
    select id::text, username, full_name as "fullName", status::text from users where id = ${userId}::uuid for update`
  if (user?.status !== 'ACTIVE') return { user: null, why: user ? user.status.toLowerCase() : 'removed' }
  const used = await tx.$executeRaw`
    update login_codes set used_at = clock_timestamp(), used_ip = ${request.ip}, used_user_agent = ${request.userAgent}
    where id = ${codeId}::uuid and used_at is null and voided_at is null and expires_at > clock_timestamp()`
  if (used === 1) return { user, why: null }
  const [code] = await runIn(
    tx,
    raw<{ state: LoginCodeState }>`select ${STATE} as state from login_codes where id = ${codeId}::uuid`.compile(sql),
  )
  return { user: null, why: code?.state ?? 'unknown' }
}

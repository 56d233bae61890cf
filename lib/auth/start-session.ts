import '#server-only'
import type { PoolClient } from 'pg'
import { recordAudit } from '../audit/record.ts'
import type { Actor, RequestContext } from '../core/actor.ts'
import { randomToken, sha256 } from '../core/crypto.ts'
import { db, pool, type Tx } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { mostOpenSessions, sessionLimits } from '../sessions/limits.ts'

// Locks the user, so that parallel sign-ins count each other's sessions. Whoever was deactivated, or got another password, while this one
// was being verified is not found.
const ENTER = `
update users set last_sign_in_at = now(), password_hash = coalesce($3, password_hash)
where id = $1::uuid and ($2::text is null or (status = 'ACTIVE' and password_hash = $2))`

// A statement of its own: only a snapshot taken after the lock has the sessions of those who were quicker.
const START = `
with replaced as (
  update sessions set ended_at = now(), end_reason = 'signed-out' where id = $9::uuid and ended_at is null
), old as (
  select id, case when last_seen_at < now() - make_interval(mins => $2::int) or created_at < now() - make_interval(hours => $3::int) then 'expired'
    when row_number() over (order by last_seen_at desc, id desc) >= $4::int then 'too-many' end as reason
  from sessions where user_id = $1::uuid and ended_at is null and id is distinct from $9::uuid
), tidied as (
  update sessions set ended_at = now(), end_reason = old.reason from old where sessions.id = old.id and old.reason is not null
)
insert into sessions (id, token_hash, user_id, ip, user_agent, certificate_id) values ($5::uuid, $6, $1::uuid, $7, $8, $10::uuid)`

/** With `certificateId` the session lives only while that certificate is good and comes with every request. */
type Signing = {
  id: string
  label: string
  request: RequestContext
  method: string
  replaces?: string | null
  certificateId?: string
}

/** The user as the actor of the act that signs them in: known by now, but holding nothing yet. */
const selfAs = ({ id, label, request }: Signing): Actor => ({
  kind: 'user',
  id,
  label,
  grants: new Map(),
  membership: null,
  session: null,
  request,
})

/** Runs `work` in a transaction of the pool. Signing in is measured in hashes: Prisma's client costs as much as half of one. */
async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      () => client.release(true),
    )
    throw error
  }
}

/** Runs one statement in the caller's transaction and says how many rows it touched. */
type Execute = (text: string, values: readonly unknown[]) => PromiseLike<number>

/**
 * Starts a session and gives the random id for the cookie, which is stored nowhere. Ends the session that the browser had before
 * (`replaces`), timed-out ones, and the least recently used beyond the number that may be open. Records `session.started`. With `password`
 * only for an active user whose hash is still `verified`, which `fresh` takes the place of; null otherwise.
 */
async function start(execute: Execute, signing: Signing, password: { verified: string; fresh: string } | null): Promise<string | null> {
  const token = randomToken()
  const { id: userId, label, request, method, replaces = null, certificateId = null } = signing
  const { idleMinutes, absoluteHours } = sessionLimits()
  const ids = [newId(), sha256(token), request.ip, request.userAgent, replaces, certificateId]
  const entered = await execute(ENTER, [userId, password?.verified ?? null, password?.fresh ?? null])
  if (entered !== 1) return null
  await execute(START, [userId, idleMinutes, absoluteHours, mostOpenSessions(), ...ids])
  const tx = { $executeRawUnsafe: (text: string, ...values: unknown[]) => execute(text, values) }
  await recordAudit(tx, selfAs(signing), 'session.started', [{ target: { type: 'user', id: userId, label }, detail: { method } }])
  return token
}

const startAlone = (signing: Signing, password: { verified: string; fresh: string } | null) =>
  inTransaction((client) =>
    start((text, values) => client.query(text, [...values]).then(({ rowCount }) => rowCount ?? 0), signing, password),
  )

const insistOn = (token: string | null): string => {
  if (!token) throw new Error('The user who signs in is gone.')
  return token
}

/** Starts a session for whoever has just proved to be this user in another way than by a password. Throws when there is no such user. */
export const startSession = async (signing: Signing): Promise<string> => insistOn(await startAlone(signing, null))

/** The same in the caller's transaction, so that what proved it is used up exactly when the session begins. The user must be active. */
export const startSessionIn = async (tx: Tx, signing: Signing): Promise<string> =>
  insistOn(await start((text, values) => tx.$executeRawUnsafe(text, ...values), signing, null))

/** Starts a session for an active user whose password hash is still the one that was verified; null when either has changed meanwhile. */
export const startSessionAfter = (signing: Signing, verified: string, fresh: string) => startAlone(signing, { verified, fresh })

/** Gives a session another random id and says what it is; the old cookie is worthless at once. Null when the session has ended. */
export async function renewSession(sessionId: string, { authenticated = false } = {}): Promise<string | null> {
  const token = randomToken()
  const renewed = await db.$executeRaw`
    update sessions set token_hash = ${sha256(token)}, authenticated_at = case when ${authenticated} then now() else authenticated_at end
    where id = ${sessionId}::uuid and ended_at is null`
  return renewed === 1 ? token : null
}

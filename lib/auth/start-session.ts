import '#server-only'
import { recordAudit } from '../audit/record.ts'
import type { Actor, RequestContext } from '../core/actor.ts'
import { randomToken, sha256 } from '../core/crypto.ts'
import { db, type Tx } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { mostOpenSessions, sessionLimits } from '../sessions/limits.ts'

const TIDY = `
update sessions set ended_at = now(), end_reason = old.reason
from (
  select id, case when last_seen_at < now() - make_interval(mins => $2::int) or created_at < now() - make_interval(hours => $3::int) then 'expired'
    when row_number() over (order by last_seen_at desc, id desc) >= $4::int then 'too-many' end as reason
  from sessions where user_id = $1::uuid and ended_at is null
) old
where sessions.id = old.id and old.reason is not null`

type Signing = { id: string; label: string; request: RequestContext; method: string; replaces?: string | null }

/** The user as the actor of the act that signs them in: known by now, but holding nothing yet. */
const selfAs = ({ id, label, request }: Signing): Actor => ({ kind: 'user', id, label, grants: new Map(), session: null, request })

/**
 * Starts a session in the given transaction and gives the random id for the cookie, which is stored nowhere. Ends the session that the
 * browser had before (`replaces`), timed-out ones, and the least recently used beyond the number that may be open. Records `session.started`.
 */
export async function startSessionIn(tx: Tx, signing: Signing): Promise<string> {
  const token = randomToken()
  const { id: userId, label, request, method } = signing
  if (signing.replaces)
    await tx.session.updateMany({ where: { id: signing.replaces, endedAt: null }, data: { endedAt: new Date(), endReason: 'signed-out' } })
  await tx.$queryRaw`select id from users where id = ${userId}::uuid for update`
  const { idleMinutes, absoluteHours } = sessionLimits()
  await tx.$executeRawUnsafe(TIDY, userId, idleMinutes, absoluteHours, mostOpenSessions())
  await tx.session.create({
    data: { id: newId(), tokenHash: sha256(token), userId, ip: request.ip, userAgent: request.userAgent },
    select: { id: true },
  })
  await tx.$executeRaw`update users set last_sign_in_at = now() where id = ${userId}::uuid`
  await recordAudit(tx, selfAs(signing), 'session.started', [{ target: { type: 'user', id: userId, label }, detail: { method } }])
  return token
}

/** `startSessionIn` in a transaction of its own. */
export const startSession = (signing: Signing) => db.$transaction((tx) => startSessionIn(tx, signing))

/** Gives a session another random id and says what it is; the old cookie is worthless at once. Null when the session has ended. */
export async function renewSession(sessionId: string, { authenticated = false } = {}): Promise<string | null> {
  const token = randomToken()
  const renewed = await db.$executeRaw`
    update sessions set token_hash = ${sha256(token)}, authenticated_at = case when ${authenticated} then now() else authenticated_at end
    where id = ${sessionId}::uuid and ended_at is null`
  return renewed === 1 ? token : null
}

import '#server-only'
import type { Tx } from '../core/db.ts'

/** Why a session ended, as kept in its row and shown in the sign-in history. */
export type EndReason =
  'signed-out' | 'ended' | 'password-changed' | 'deactivated' | 'deleted' | 'too-many' | 'expired' | 'certificate-revoked'

/**
 * Ends all open sessions of these users with one statement and says how many each had. `exceptSessionId` stays open. Users without an
 * open session are not in the answer. Their next request finds nobody signed in.
 */
export async function endSessionsOf(
  tx: Tx,
  userIds: readonly string[],
  reason: EndReason,
  { exceptSessionId = null }: { exceptSessionId?: string | null } = {},
): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map()
  const rows = await tx.$queryRawUnsafe<{ user_id: string; sessions: number }[]>(
    `with gone as (
       update sessions set ended_at = now(), end_reason = $2
       where user_id = any($1::uuid[]) and ended_at is null and id is distinct from $3::uuid
       returning user_id)
     select user_id::text, count(*)::int as sessions from gone group by user_id`,
    userIds,
    reason,
    exceptSessionId,
  )
  return new Map(rows.map((row) => [row.user_id, row.sessions]))
}

/** Ends one open session of this user and says whether there was one. */
export async function endSessionOf(tx: Tx, userId: string, sessionId: string, reason: EndReason): Promise<boolean> {
  const { count } = await tx.session.updateMany({
    where: { id: sessionId, userId, endedAt: null },
    data: { endedAt: new Date(), endReason: reason },
  })
  return count === 1
}

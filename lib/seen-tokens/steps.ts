import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { DELETABLE, SEEN_TOKEN, type SeenToken } from './columns.ts'
import { FORGET_BATCH, fingerprintOf } from './rules.ts'

/** How the audit log names a token. */
export const targetOf = (token: { id: string; fingerprint: string }) => ({
  type: 'seen-token' as const,
  id: token.id,
  label: token.fingerprint,
})

type Use = { tokenHash: string; expiresAt: Date | null; meta: Record<string, unknown> }
type Marked =
  { outcome: 'marked'; id: string; fingerprint: string; usedAt: Date } | { outcome: 'used'; before: SeenToken } | { outcome: 'ended' }

/**
 * Marks a token as used unless it was before or has ended. The insert decides: of many callers at once, in whichever process, exactly one
 * gets `marked`, and the others wait for it and get `used`.
 */
export async function markAsUsed(tx: Tx, actor: Actor, { tokenHash, expiresAt, meta }: Use): Promise<Marked> {
  const id = newId()
  const [marked] = await tx.$queryRaw<{ usedAt: Date }[]>`
    insert into seen_tokens (id, token_hash, expires_at, used_at, used_by_id, used_by_label, audit_meta)
    select ${id}::uuid, ${tokenHash}, ${expiresAt}::timestamptz, clock_timestamp(), ${actor.id}::uuid, ${actor.label}, ${JSON.stringify(meta)}::jsonb
    where ${expiresAt}::timestamptz is null or ${expiresAt}::timestamptz > now()
    on conflict (token_hash) do nothing returning used_at as "usedAt"`
  if (marked) return { outcome: 'marked', id, fingerprint: fingerprintOf(tokenHash), usedAt: marked.usedAt }
  const [before] = await runIn(tx, raw<SeenToken>`select ${SEEN_TOKEN} from seen_tokens where token_hash = ${tokenHash}`.compile(sql))
  return before ? { outcome: 'used', before } : { outcome: 'ended' }
}

/** One mark, locked. Throws NOT_FOUND. */
export async function lockedToken(tx: Tx, tokenId: string): Promise<SeenToken> {
  const [token] = await runIn(tx, raw<SeenToken>`select ${SEEN_TOKEN} from seen_tokens where id = ${tokenId}::uuid for update`.compile(sql))
  if (!token) throw notFound('Token')
  return token
}

/** Removes the marks that may go, at most a batch of them, and says how many they were. */
export async function removeDeletable(tx: Tx): Promise<number> {
  const removal = raw<{ id: string }>`delete from seen_tokens where id in (
    select id from seen_tokens where ${DELETABLE} order by expires_at limit ${FORGET_BATCH} for update skip locked) returning id::text`
  return (await runIn(tx, removal.compile(sql))).length
}

import '#server-only'
import type { TokenPurpose } from '../../prisma/generated/enums.ts'
import { randomToken, sha256 } from '../core/crypto.ts'
import type { Tx } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { voidLoginCodesOf } from '../login-codes/steps.ts'

async function insertTokens(tx: Tx, purpose: TokenPurpose, userIds: readonly (string | null)[], validSeconds: number) {
  const secrets = userIds.map(() => randomToken())
  await tx.$executeRawUnsafe(
    `insert into one_time_tokens (id, purpose, token_hash, user_id, expires_at)
     select id, $1::"TokenPurpose", token_hash, user_id, now() + make_interval(secs => $2::float8)
     from unnest($3::uuid[], $4::text[], $5::uuid[]) as fresh (id, token_hash, user_id)`,
    purpose,
    validSeconds,
    userIds.map(() => newId()),
    secrets.map((secret) => sha256(secret)),
    userIds,
  )
  return secrets
}

/**
 * Makes one secret per user for one purpose, set-based, and voids the older ones of the same users and purpose. Only hashes are stored:
 * the secrets in the answer exist nowhere else and belong into a link, never into a log.
 */
export async function issueTokens(
  tx: Tx,
  purpose: TokenPurpose,
  userIds: readonly string[],
  validSeconds: number,
): Promise<Map<string, string>> {
  const unique = [...new Set(userIds)]
  if (unique.length === 0) return new Map()
  await voidTokensOf(tx, unique, [purpose])
  const secrets = await insertTokens(tx, purpose, unique, validSeconds)
  return new Map(unique.map((userId, index) => [userId, secrets[index]!]))
}

/** Makes one secret for one user, or for nobody yet (`userId` null), and voids the older ones of the same user and purpose. */
export async function issueToken(tx: Tx, purpose: TokenPurpose, userId: string | null, validSeconds: number): Promise<string> {
  if (userId !== null) return (await issueTokens(tx, purpose, [userId], validSeconds)).get(userId)!
  await tx.oneTimeToken.updateMany({ where: { userId: null, purpose, usedAt: null, voidedAt: null }, data: { voidedAt: new Date() } })
  return (await insertTokens(tx, purpose, [null], validSeconds))[0]!
}

/** Makes all unused secrets of these users worthless, their login codes among them, or only those for `purposes`. */
export async function voidTokensOf(tx: Tx, userIds: readonly string[], purposes?: readonly TokenPurpose[]): Promise<void> {
  if (userIds.length === 0) return
  await tx.$executeRawUnsafe(
    `update one_time_tokens set voided_at = now()
     where user_id = any($1::uuid[]) and used_at is null and voided_at is null and ($2::text[] is null or purpose::text = any($2::text[]))`,
    userIds,
    purposes ?? null,
  )
  if (!purposes) await voidLoginCodesOf(tx, userIds)
}

/**
 * Uses a secret up for `purpose`, or gives null when it is unknown, used, voided, expired or made for another purpose: all alike. One
 * conditional statement, so that of many callers at once exactly one gets through.
 */
export async function consumeToken(tx: Tx, purpose: TokenPurpose, secret: string): Promise<{ id: string; userId: string | null } | null> {
  const rows = await tx.$queryRawUnsafe<{ id: string; user_id: string | null }[]>(
    `update one_time_tokens set used_at = now()
     where token_hash = $1 and purpose = $2::"TokenPurpose" and used_at is null and voided_at is null and expires_at > now()
     returning id::text, user_id::text`,
    sha256(secret),
    purpose,
  )
  return rows[0] ? { id: rows[0].id, userId: rows[0].user_id } : null
}

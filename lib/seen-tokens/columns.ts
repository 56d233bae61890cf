import { sql as raw } from 'kysely'
import { FINGERPRINT_SHOWN, KEPT_DAYS } from './rules.ts'

/** The mark of a used token as screens show it. `deletableFrom` is null when the token has no end. */
export type SeenToken = {
  id: string
  fingerprint: string
  usedAt: Date
  usedById: string | null
  usedByLabel: string
  expiresAt: Date | null
  deletableFrom: Date | null
  deletable: boolean
  auditMeta: Record<string, unknown>
}

/** Whether a mark may go, by the clock of the database. */
export const DELETABLE = raw<boolean>`(expires_at is not null and expires_at + make_interval(days => ${raw.lit(KEPT_DAYS)}) <= now())`

/** The columns of a `SeenToken`, of the table `seen_tokens`. */
export const SEEN_TOKEN = raw`id::text as id, left(token_hash, ${raw.lit(FINGERPRINT_SHOWN)}) as fingerprint, used_at as "usedAt",
  used_by_id::text as "usedById", used_by_label as "usedByLabel", expires_at as "expiresAt",
  expires_at + make_interval(days => ${raw.lit(KEPT_DAYS)}) as "deletableFrom", ${DELETABLE} as deletable, audit_meta as "auditMeta"`

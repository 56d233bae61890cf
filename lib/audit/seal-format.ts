// How the audit log is sealed, byte for byte. Seals of years ago are checked by this file: it is added to, and never changed.
import { createHash } from 'node:crypto'
import { sql as raw, type RawBuilder } from 'kysely'

/** Most rows of one seal. */
export const SEGMENT_ROWS = 10_000
/** How much of a row's hash is kept with its seal, to name the row that was changed. */
export const MARK_BYTES = 8
/** What the first seal continues. */
export const CHAIN_START = '0'.repeat(64)

/** A moment as text that no setting of a session can change: microseconds since 1970, or `-infinity`, before which there is nothing. */
export const instantText = (moment: RawBuilder<unknown>) =>
  raw<string>`case when isfinite(${moment}) then (extract(epoch from ${moment}) * 1000000)::bigint::text else ${moment}::text end`
/** The moment that `instantText` wrote. */
export const instantOf = (text: string) =>
  text === '-infinity' ? raw`'-infinity'::timestamptz` : raw`(timestamptz 'epoch' + ${text}::bigint * interval '1 microsecond')`

/**
 * The hash of a row of `audit_events`: SHA-256 of a JSON array of all its columns in the order of the table, with the moment as
 * microseconds. `jsonb` writes texts, numbers and the order of keys in one way only, in every version since 15.
 */
export const ROW_HASH = raw<Buffer>`sha256(convert_to(jsonb_build_array(id::text, ${instantText(raw`at`)}, event, actor_kind, actor_id::text, actor_label,
  on_behalf_of_id::text, on_behalf_of_label, target_type, target_id, target_label, changes, detail, outcome::text, reason, ip, user_agent,
  request_id, correlation_id)::text, 'UTF8'))`

/** What a seal says of its stretch of the log. `marks` is the hash of the row marks; moments are as `instantText` writes them; hashes are hex. */
export type SealContent = {
  number: number
  fromAt: string
  fromId: string
  toAt: string
  toId: string
  rows: number
  marks: string
  content: string
  previous: string
  sealedAt: string
}

/** The seal itself, in hex: SHA-256 of its columns as `name=value`, one per line. It covers the seal before through `previous`. */
export function sealOf({ previous, number, fromAt, fromId, toAt, toId, rows, marks, content, sealedAt }: SealContent): string {
  const lines = Object.entries({ previous, number, fromAt, fromId, toAt, toId, rows, marks, content, sealedAt })
  const text = lines.map(([name, value]) => `${name}=${value}\n`).join('')
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** The columns of SealContent and the seal, for `select … from audit_seals`. */
export const SEAL_COLUMNS = raw`number, ${instantText(raw`from_at`)} as "fromAt", from_id::text as "fromId", ${instantText(raw`to_at`)} as "toAt",
  to_id::text as "toId", rows, encode(sha256(row_marks), 'hex') as marks, encode(content, 'hex') as content, encode(previous, 'hex') as previous,
  encode(seal, 'hex') as seal, ${instantText(raw`sealed_at`)} as "sealedAt"`

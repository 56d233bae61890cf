import { sql as raw, type RawBuilder } from 'kysely'
import { can } from '../core/actor.ts'
import { sha256 } from '../core/crypto.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { DELETABLE, SEEN_TOKEN, type SeenToken } from './columns.ts'
import { whyNotDeleteSeenToken } from './rules.ts'
import { findSeenTokenInput, seenTokenIdInput, seenTokensList, type SeenTokensListParams } from './schema.ts'

const STATES: Record<SeenTokensListParams['state'], RawBuilder<boolean>> = {
  any: raw`true`,
  kept: raw`not ${DELETABLE}`,
  deletable: DELETABLE,
}

/** `%` and `_` are letters like any other. */
const contains = (q: string) => `%${q.replace(/[\\%_]/g, '\\$&')}%`

/** What looks like a fingerprint is one: a range of the unique index. "g" comes after every digit of a hash. */
function matching(q: string): RawBuilder<boolean> {
  if (q === '') return raw`true`
  const start = q.toLowerCase()
  const named = raw<boolean>`used_by_label ilike ${contains(q)}`
  return /^[0-9a-f]{4,64}$/.test(start) ? raw`((token_hash >= ${start} and token_hash < ${`${start}g`}) or ${named})` : named
}

/** One page of the tokens that were used, newest first. The tokens themselves are not kept. */
export const listSeenTokens = defineQuery({
  name: 'listSeenTokens',
  permission: 'seen-token:read',
  input: seenTokensList.strict,
  async run({ sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`used_at`, type: 'timestamptz' }, params)
    const fetched = await raw<SeenToken & { cursor_key: string }>`select ${SEEN_TOKEN}, ${cursorKey} as cursor_key from seen_tokens
      where ${STATES[params.state]} and ${matching(params.q)} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql)
    const { rows, previous, next } = page(fetched.rows)
    return { tokens: rows.map(({ cursor_key: _own, ...token }): SeenToken => token), previous, next }
  },
})

/** Whether exactly this token was used, and then by whom and when; `seen` is null when it was not. Marks nothing. */
export const findSeenToken = defineQuery({
  name: 'findSeenToken',
  permission: 'seen-token:read',
  input: findSeenTokenInput,
  async run({ sql }, { token }) {
    const { rows } = await raw<SeenToken>`select ${SEEN_TOKEN} from seen_tokens where token_hash = ${sha256(token)}`.execute(sql)
    return { seen: rows[0] ?? null }
  },
})

/** The mark of one token. NOT_FOUND when there is none. */
export const getSeenToken = defineQuery({
  name: 'getSeenToken',
  permission: 'seen-token:read',
  input: seenTokenIdInput,
  async run({ actor, sql }, { tokenId }) {
    const { rows } = await raw<SeenToken>`select ${SEEN_TOKEN} from seen_tokens where id = ${tokenId}::uuid`.execute(sql)
    const [token] = rows
    if (!token) throw notFound('Token')
    return { ...token, mayDelete: can(actor, 'seen-token:delete'), whyNotDelete: whyNotDeleteSeenToken(token)?.message ?? null }
  },
})

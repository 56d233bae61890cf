import { sql as raw, type RawBuilder } from 'kysely'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { can } from '../core/actor.ts'
import { SUMMARY, type LoginCodeDetail, type LoginCodeSummary } from './columns.ts'
import { whyNotVoidLoginCode } from './rules.ts'
import { loginCodeIdInput, loginCodesList, type LoginCodesListParams } from './schema.ts'
import { loginCodesWithin } from './scope.ts'

const STATES: Record<LoginCodesListParams['state'], RawBuilder<boolean>> = {
  any: raw`true`,
  open: raw`used_at is null and voided_at is null and expires_at > now()`,
  used: raw`used_at is not null`,
  expired: raw`used_at is null and voided_at is null and expires_at <= now()`,
  void: raw`voided_at is not null`,
}

/** `%` and `_` are letters like any other. */
const contains = (q: string) => `%${q.replace(/[\\%_]/g, '\\$&')}%`

/** One page of the login codes for users whom the actor reaches. Search looks at who got a code and who made it, as they were called then. */
export const listLoginCodes = defineQuery({
  name: 'listLoginCodes',
  permission: 'login-code:read',
  input: loginCodesList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`created_at`, type: 'timestamptz' }, params)
    const found = params.q ? raw`(user_label ilike ${contains(params.q)} or created_by_label ilike ${contains(params.q)})` : raw`true`
    const whose = params.user ? raw`user_id = ${params.user}::uuid` : raw`true`
    const fetched = await raw<LoginCodeSummary & { cursor_key: string }>`select ${SUMMARY}, ${cursorKey} as cursor_key from login_codes
      where ${loginCodesWithin(actor, 'login-code:read')} and ${STATES[params.state]} and ${found} and ${whose} and ${condition}
      order by ${orderBy} limit ${limit}`.execute(sql)
    const { rows, previous, next } = page(fetched.rows)
    return { codes: rows.map(({ cursor_key: _own, ...code }): LoginCodeSummary => code), previous, next }
  },
})

/** One login code with all that is known about it, but not the code. NOT_FOUND, the same for missing and out of reach. */
export const getLoginCode = defineQuery({
  name: 'getLoginCode',
  permission: 'login-code:read',
  input: loginCodeIdInput,
  async run({ actor, sql }, { codeId }) {
    const { rows } = await raw<LoginCodeDetail>`select ${SUMMARY}, audit_meta as "auditMeta", tries from login_codes
      where id = ${codeId}::uuid and ${loginCodesWithin(actor, 'login-code:read')}`.execute(sql)
    const [code] = rows
    if (!code) throw notFound('Login code')
    return { ...code, mayVoid: can(actor, 'login-code:create'), whyNotVoid: whyNotVoidLoginCode(code)?.message ?? null }
  },
})

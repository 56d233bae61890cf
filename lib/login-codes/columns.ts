import { sql as raw } from 'kysely'
import type { LoginCodeState } from './schema.ts'

/**
 * A login code as screens show it; the code itself is nowhere. `userLabel` is what the user was called then; `userNow` what they are called
 * today, null once they are removed for good.
 */
export type LoginCodeSummary = {
  id: string
  userId: string
  userLabel: string
  userNow: string | null
  state: LoginCodeState
  createdAt: Date
  createdById: string | null
  createdByLabel: string
  expiresAt: Date
  usedAt: Date | null
  usedIp: string | null
  usedUserAgent: string | null
  voidedAt: Date | null
}
/** With what is known of the request that asked for it (seed 003's auditmeta). */
export type LoginCodeDetail = LoginCodeSummary & { auditMeta: Record<string, string>; tries: number }

/** What became of a code, by the clock of the database. */
export const STATE = raw<LoginCodeState>`case when used_at is not null then 'used'
  when voided_at is not null then 'void' when expires_at <= now() then 'expired' else 'open' end`

/** The columns of a `LoginCodeSummary`, of the table `login_codes`. */
export const SUMMARY = raw`id::text as id, user_id::text as "userId", user_label as "userLabel",
  (select coalesce(nullif(full_name, ''), username) from users where users.id = login_codes.user_id) as "userNow",
  ${STATE} as state, created_at as "createdAt", created_by_id::text as "createdById", created_by_label as "createdByLabel",
  expires_at as "expiresAt", used_at as "usedAt", used_ip as "usedIp", used_user_agent as "usedUserAgent", voided_at as "voidedAt"`

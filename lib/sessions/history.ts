import { sql as raw, type Kysely } from 'kysely'
import type { DB } from '../../prisma/kysely/types.ts'
import { PERMISSION_NAMES, isPrivileged } from '../core/permissions.ts'
import { sessionLimits } from './limits.ts'
import { deviceName, endWords } from './rules.ts'

const PRIVILEGED = PERMISSION_NAMES.filter(isPrivileged)
const SHOWN = 50

/** A session as screens show it. `endedAt` null means that it is open now; `current` marks the one that asks. */
export type SessionEntry = {
  id: string
  device: string
  ip: string | null
  startedAt: Date
  lastSeenAt: Date
  endedAt: Date | null
  ended: string | null
  current: boolean
}
/** A sign-in to this account that was refused, from the audit log. */
export type RefusedSignIn = { id: string; at: Date; ip: string | null; device: string; why: string }

const WHY: Record<string, string> = {
  'wrong-password': 'Wrong password',
  'no-password': 'The account had no password',
  deactivated: 'The account was deactivated',
  deleted: 'The account was in the trash',
}

type Row = {
  id: string
  ip: string | null
  user_agent: string | null
  created_at: Date
  last_seen_at: Date
  ended_at: Date | null
  end_reason: string | null
}

async function sessionsOf(sql: Kysely<DB>, userId: string): Promise<Row[]> {
  const { idleMinutes, absoluteHours, privilegedIdleMinutes, privilegedAbsoluteHours } = sessionLimits()
  const found = await raw<Row>`
    with limits as (
      select make_interval(mins => case when privileged then ${privilegedIdleMinutes}::int else ${idleMinutes}::int end) as idle,
        make_interval(hours => case when privileged then ${privilegedAbsoluteHours}::int else ${absoluteHours}::int end) as absolute
      from (select exists (select from effective_permission_paths held
        where held.user_id = ${userId}::uuid and held.permission = any(${PRIVILEGED}::text[])) as privileged) rights
    )
    select id::text, ip, user_agent, created_at, last_seen_at, end_reason,
      coalesce(ended_at, case when least(last_seen_at + idle, created_at + absolute) <= now() then least(last_seen_at + idle, created_at + absolute) end) as ended_at
    from sessions, limits where user_id = ${userId}::uuid
    order by (ended_at is null and least(last_seen_at + idle, created_at + absolute) > now()) desc, created_at desc, id limit ${SHOWN}`.execute(
    sql,
  )
  return found.rows
}

async function refusedOf(sql: Kysely<DB>, userId: string): Promise<RefusedSignIn[]> {
  const found = await raw<{ id: string; at: Date; ip: string | null; user_agent: string | null; why: string }>`
    select id::text, at, ip, user_agent, detail->>'why' as why from audit_events
    where target_type = 'user' and target_id = ${userId} and event = 'sign-in.refused' order by at desc, id desc limit ${SHOWN}`.execute(
    sql,
  )
  return found.rows.map(({ id, at, ip, user_agent, why }) => ({ id, at, ip, device: deviceName(user_agent), why: WHY[why] ?? 'Refused' }))
}

/** Sessions and refused sign-ins of one user. The caller has made sure that the actor may see them. */
export async function historyOf(sql: Kysely<DB>, userId: string, currentId: string | null) {
  const [rows, refused] = await Promise.all([sessionsOf(sql, userId), refusedOf(sql, userId)])
  const sessions = rows.map((row): SessionEntry => ({
    id: row.id,
    device: deviceName(row.user_agent),
    ip: row.ip,
    startedAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    endedAt: row.ended_at,
    ended: row.ended_at && endWords(row.end_reason),
    current: row.id === currentId,
  }))
  return { sessions, refused }
}

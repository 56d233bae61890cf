import '#server-only'
import { preferencesOf } from '../account/preferences.ts'
import type { Preferences } from '../account/schema.ts'
import type { ShownBanner } from '../banners/rules.ts'
import { shownTo } from '../banners/shown.ts'
import { grantsOf, type Actor, type MembershipType, type PermissionRow, type RequestContext } from '../core/actor.ts'
import { sha256 } from '../core/crypto.ts'
import { pool } from '../core/db.ts'
import { PERMISSION_NAMES, isPrivileged } from '../core/permissions.ts'
import { pendingWork } from '../inbox/pending.ts'
import { BADGE_LIMIT } from '../inbox/rules.ts'
import type { PendingWork } from '../inbox/views.ts'
import { sessionLimits } from '../sessions/limits.ts'
import { labelOf } from '../users/rules.ts'
import { isSessionToken } from './cookie.ts'

/** Who is signed in, as screens need it. */
export type ShellUser = { id: string; username: string; fullName: string; email: string } & Preferences

// One statement: the session, its user, their rights, and the note that it was used. Rights are read through the views that make up
// effective_permissions(): its "any user" argument would keep a prepared plan from using the index. "offset 0" stops the planner from
// flattening the view into a join, which it can only answer by reading every grant there is.
const SHELL = `
with found as materialized (
  select session.id, session.user_id, session.created_at, session.last_seen_at, session.authenticated_at,
    person.username, person.full_name, person.email, person.preferences
  from sessions session join users person on person.id = session.user_id
  where session.token_hash = $1 and session.ended_at is null and person.status = 'ACTIVE'
    and (session.certificate_id is null or exists (select from certificates where certificates.id = session.certificate_id
      and certificates.user_id = session.user_id and certificates.state = 'ISSUED' and certificates.serial = $8 and certificates.fingerprint = $9
      and now() between certificates.not_before and certificates.not_after))
), rights as materialized (
  select distinct held.permission, held.reach_group_id
  from found cross join lateral (
    select permission, reach_group_id from effective_permission_paths where effective_permission_paths.user_id = found.user_id offset 0) held
), limits as materialized (
  select make_interval(mins => case when privileged then $6::int else $4::int end) as idle,
    make_interval(hours => case when privileged then $7::int else $5::int end) as absolute
  from (select exists (select from rights where permission = any($2)) as privileged) held
), alive as materialized (
  select found.* from found, limits
  where found.last_seen_at > now() - limits.idle and found.created_at > now() - limits.absolute
), touched as (
  update sessions set last_seen_at = now() from alive
  where sessions.id = alive.id and $3 and alive.last_seen_at < now() - interval '1 minute'
)
select id::text, user_id::text, authenticated_at, username, full_name, email, preferences,
  (select type::text from memberships where memberships.user_id = alive.user_id) as membership,
  (select coalesce(json_agg(json_build_object('permission', permission, 'reach', reach_group_id)), '[]') from rights) as rights,
  ${shownTo('alive.user_id')} as banners, ${pendingWork('rights', 'alive.user_id')} as pending
from alive`

type Row = {
  id: string
  user_id: string
  authenticated_at: Date
  username: string
  full_name: string
  email: string
  preferences: unknown
  membership: MembershipType | null
  rights: PermissionRow[]
  banners: ShownBanner[] | null
  pending: number | null
}

const pendingOf = (pending: number | null): PendingWork | null =>
  pending === null ? null : { count: Math.min(pending, BADGE_LIMIT), more: pending > BADGE_LIMIT }

const PRIVILEGED = PERMISSION_NAMES.filter(isPrivileged)

/**
 * Finds who holds a session cookie, with their rights as they are now, the banners that are for them and how much waits for their
 * approval, in one round trip. Null when the
 * session is unknown, ended, too old by the database's clock, its user is not active, or the certificate that it was started with is not
 * presented again or no longer good. Notes the use at most once a minute, and not at
 * all for `background` requests, so that a page which polls does not keep a session alive.
 */
export async function readShell(token: string | undefined, request: RequestContext, { background = false } = {}) {
  if (!isSessionToken(token)) return null
  const { idleMinutes, absoluteHours, privilegedIdleMinutes, privilegedAbsoluteHours } = sessionLimits()
  const limits = [idleMinutes, absoluteHours, privilegedIdleMinutes, privilegedAbsoluteHours]
  const certificate = [request.certificate?.serial ?? null, request.certificate?.fingerprint ?? null]
  const values = [sha256(token), PRIVILEGED, !background, ...limits, ...certificate]
  const { rows } = await pool.query<Row>({ name: 'shell', text: SHELL, values })
  const row = rows[0]
  if (!row) return null
  const user: ShellUser = {
    id: row.user_id,
    username: row.username,
    fullName: row.full_name,
    email: row.email,
    ...preferencesOf(row.preferences),
  }
  const actor: Actor = {
    kind: 'user',
    id: row.user_id,
    label: labelOf(user),
    grants: grantsOf(row.rights),
    membership: row.membership,
    session: { id: row.id, authenticatedAt: row.authenticated_at.getTime() },
    request,
  }
  return { actor, user, banners: row.banners ?? [], pendingWork: pendingOf(row.pending) }
}

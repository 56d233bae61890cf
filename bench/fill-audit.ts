import type { Client } from 'pg'
import { AUDIT_MONTHS, AUDIT_ROWS_PER_USER, BENCH_ADMINISTRATOR } from './parameters.ts'

// Events as the operations write them: two thirds are people signing in and out, every twentieth was refused, administrators did the rest.
const INSERT_EVENTS = `
with row as (
  select k, pg_temp.today() - ($3::bigint - k) * (($4 || ' months')::interval / $3::bigint) as at, pg_temp.pick(k, 70, 100) as kind,
    1 + pg_temp.pick(k, 71, $5::bigint) as who
  from generate_series($1::bigint, $2::bigint) as k
), told as (
  select row.*, people.id as user_id, people.label,
    case when kind < 60 then 'session.started' when kind < 70 then 'session.ended' when kind < 80 then 'user.updated'
      when kind < 85 then 'account.updated' when kind < 90 then 'sign-in.refused' when kind < 94 then 'user.created'
      when kind < 96 then 'role.granted' when kind < 98 then 'password.changed' else 'user.deactivated' end as event,
    md5('request ' || k)::uuid::text as request
  from row join people on people.i = row.who
)
insert into audit_events (id, at, event, actor_kind, actor_id, actor_label, target_type, target_id, target_label, changes, detail, outcome,
  reason, ip, user_agent, request_id, correlation_id)
select pg_temp.uuid7(at, 'event ' || k), at, event,
  case when event = 'sign-in.refused' then 'anonymous' else 'user' end,
  case when event in ('session.started', 'session.ended', 'account.updated', 'password.changed') then user_id
    when event <> 'sign-in.refused' then $6::uuid end,
  case when event in ('session.started', 'session.ended', 'account.updated', 'password.changed') then label
    when event = 'sign-in.refused' then 'anonymous' else $7 end,
  'user', user_id::text, label,
  case when event = 'user.updated' then jsonb_build_object('organisation', jsonb_build_object('before', 'Old Library 3', 'after', 'City Museum 7'),
      'bio', jsonb_build_object('before', '', 'after', 'Looks after visitors.'))
    when event = 'user.created' then jsonb_build_object('username', jsonb_build_object('before', null, 'after', label)) else '{}' end,
  case event when 'session.started' then '{"method": "password"}'::jsonb when 'session.ended' then '{"sessions": 1, "why": "signed-out"}'
    when 'user.updated' then jsonb_build_object('version', 2 + k % 7) when 'account.updated' then jsonb_build_object('version', 2 + k % 7)
    when 'sign-in.refused' then '{"why": "wrong-password"}' when 'user.created' then '{"source": "form"}'
    when 'role.granted' then '{"role": "Staff", "reach": "everywhere", "validUntil": null}' else '{"sessionsEnded": 1}' end,
  (case when event = 'sign-in.refused' then 'refused' else 'done' end)::"AuditOutcome",
  case when event = 'user.deactivated' then 'Left the organisation' else '' end,
  '10.' || pg_temp.pick(who, 60, 200) || '.' || pg_temp.pick(who, 61, 250) || '.7', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  request, request
from told order by k`

const BATCH = 100_000

/** The log of the last two years, evenly spread, in its partitions by month; ten rows for each user, in the order of time. */
export async function fillAudit(client: Client, users: number): Promise<void> {
  await client.query(
    `select add_audit_partition(month::date) from generate_series(date_trunc('month', pg_temp.today() - ($1 || ' months')::interval), pg_temp.today(), interval '1 month') as month`,
    [AUDIT_MONTHS],
  )
  const { rows } = await client.query<{ id: string; label: string }>(
    `select id, full_name || ' (' || username || ')' as label from users where username = $1`,
    [BENCH_ADMINISTRATOR],
  )
  const total = users * AUDIT_ROWS_PER_USER
  for (let from = 1; from <= total; from += BATCH)
    await client.query(INSERT_EVENTS, [from, Math.min(total, from + BATCH - 1), total, AUDIT_MONTHS, users, rows[0]?.id, rows[0]?.label])
}

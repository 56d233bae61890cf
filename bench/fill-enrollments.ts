import type { Client } from 'pg'
import { BENCH_ADMINISTRATOR, groupsFor } from './parameters.ts'

/** How many pools there are beside the invitations. */
const poolsFor = (users: number) => Math.max(10, Math.floor(users / 1000))
/** The least that access requests and requests to join groups are, so that small runs have some of each. */
const LEAST = 100

// Applicant e is person 10 e: most became that user, the others share at least the name. Every fourth was invited, the rest came by a pool,
// more of them by the low numbers. Every twentieth waits, since less than 25 days; the decided are spread over two years.
const APPLICANTS = `
create temp table applicants as
select e, people.id as person, pg_temp.uuid7(at, 'enrollment ' || e) as id, at, waits, e % 4 = 0 as invited,
  case when waits then 'PENDING' when fate < 80 then 'APPROVED' when fate < 92 then 'REJECTED' when fate < 97 then 'WITHDRAWN' else 'EXPIRED' end as state,
  case when e % 4 = 0 then 'invitation ' || e else 'pool ' || 1 + (power(pg_temp.pick(e, 84, 10000) / 10000.0, 2) * $2::bigint)::bigint % $2::bigint end as pool,
  case when not waits then at + (1 + pg_temp.pick(e, 83, 72)) * interval '1 hour' end as decided_at, not waits or pg_temp.pick(e, 85, 10) > 0 as ready
from (
  select e, waits, pg_temp.pick(e, 82, 100) as fate,
    case when waits then pg_temp.today() - pg_temp.pick(e, 81, 600) * interval '1 hour' else pg_temp.today() - ($1::bigint + 1 - e) * (interval '700 days' / ($1::bigint + 1)) - interval '4 days' end as at
  from (select e, pg_temp.pick(e, 80, 20) = 0 as waits from generate_series(1, $1::bigint) as e) as one) as dated
join people on people.i = e * 10`

const POOLS = `
insert into enrollment_pools (id, kind, name, welcome, terms, owner_id, owner_label, active, quota, needs_second_approver, needs_approval_code, certificate, group_id, created_at, updated_at)
select pg_temp.uuid7(at, 'pool ' || p), (case when p % 5 = 0 then 'single_use' else 'shared' end)::"PoolKind", 'Pool ' || p, 'Welcome to pool ' || p || '.', '',
  $2, $3, p % 10 <> 9, case when p % 5 <> 0 and p % 3 = 0 then 1000000 end, p % 20 = 7, p % 20 = 8,
  (case when p % 8 = 0 then 'on_approval' when p % 8 = 4 then 'on_request' else 'none' end)::"PoolCertificate", case when p % 2 = 0 then pg_temp.group_id(1 + pg_temp.pick(p, 86, $4::bigint)) end, at, at
from (select p, pg_temp.today() - interval '710 days' + p * interval '1 minute' as at from generate_series(1, $1::bigint) as p) as dated`

const INVITATIONS = `
insert into enrollment_pools (id, kind, name, email, owner_id, owner_label, quota, needs_approval, group_id, created_at, updated_at)
select pg_temp.uuid7(at - interval '1 day', pool), 'invitation', 'Invitation', 'applicant.' || e || '@example.org', $1, $2, 1, false,
  case when e % 8 = 0 then pg_temp.group_id(1 + pg_temp.pick(e, 87, $3::bigint)) end, at - interval '1 day', at - interval '1 day'
from applicants where invited`

// What is secret about links and enrollments is filled with what opens nothing: no page shows it, and no measured act needs it.
const LINKS = `
insert into enrollment_links (id, pool_id, number, code_hash, sealed_code, single_use, uses, created_at, created_by_label, by_mail)
select pg_temp.uuid7(created_at, 'link ' || id || ' ' || n), id, n, md5('link ' || id || ' ' || n) || md5('code ' || id || ' ' || n), 'filled', kind <> 'shared',
  case when kind = 'invitation' or kind = 'single_use' and n % 2 = 0 then 1 else 0 end, created_at, owner_label, kind = 'invitation'
from enrollment_pools cross join lateral generate_series(1, case when kind = 'single_use' then 50 else 1 end) as n`

const ENROLLMENTS = `
insert into enrollments (id, source, state, pool_id, link_id, group_id, username, email, email_confirmed_at, first_name, last_name, organisation, ready_at, notified_at,
  reminded_at, created_at, updated_at, expires_at, needs_second_approver, needs_approval_code, certificate, status_hash, sealed_status_code, decided_at,
  decided_by_id, decided_by_label, reason, user_id)
select one.id, (case when invited then 'invitation' else 'pool' end)::"EnrollmentSource", one.state::"EnrollmentState", pool.id, case when pool.kind <> 'single_use' then link.id end,
  pool.group_id, case when one.state = 'APPROVED' then users.username else 'applicant.' || e end, case when one.state = 'APPROVED' then users.email else 'applicant.' || e || '@example.org' end,
  case when ready then at + interval '5 minutes' end, users.first_name, users.last_name, users.organisation, case when ready then at + interval '5 minutes' end,
  case when ready then at + interval '6 minutes' end, case when ready then at + interval '2 days' end, at, coalesce(one.decided_at, at), pg_temp.today() + interval '1 year',
  pool.needs_second_approver, pool.needs_approval_code, pool.certificate, md5('enrollment ' || e) || md5('status ' || e), 'filled', one.decided_at,
  case when one.state in ('APPROVED', 'REJECTED') then $1::uuid end, case when one.state in ('APPROVED', 'REJECTED') then $2 else '' end,
  case when one.state = 'REJECTED' then 'Nobody here knows this person.' else '' end, case when one.state = 'APPROVED' then users.id end
from applicants as one
join users on users.id = one.person
join (select enrollment_pools.*, case when kind = 'invitation' then 'invitation ' || substring(email from '\\d+') else lower(name) end as key from enrollment_pools) as pool on pool.key = one.pool
left join enrollment_links as link on link.pool_id = pool.id and link.number = 1
order by at`

const MESSAGES = `
insert into enrollment_messages (id, enrollment_id, from_applicant, author_id, author_label, text, created_at)
select pg_temp.uuid7(at + k * interval '1 hour', 'message ' || e || ' ' || k), id, k = 1, case k when 0 then $1::uuid end, case k when 0 then $2 else '' end,
  case k when 0 then 'Which department do you work in?' else 'In the archive, on the second floor.' end, at + k * interval '1 hour'
from applicants cross join generate_series(0, 1) as k where e % 10 = 3`

const ACCESS_REQUESTS = `
insert into access_requests (id, email, full_name, organisation, reason, group_id, status, created_at, notified_at, reminded_at, handled_at, handled_by_id, handled_by_label, note)
select pg_temp.uuid7(at, 'access request ' || r), 'asks.' || r || '@example.net', users.full_name, users.organisation, 'I begin to work here next month.',
  case when r % 2 = 0 then pg_temp.group_id(1 + pg_temp.pick(r, 88, $2::bigint)) end, (case when waits then 'PENDING' when r % 3 = 0 then 'ENROLLED' else 'DISMISSED' end)::"AccessRequestStatus",
  at, at, at, case when not waits then at + interval '1 day' end, case when not waits then $4::uuid end, case when not waits then $5 else '' end, case when not waits then 'Handled.' else '' end
from (select r, waits, case when waits then pg_temp.today() - pg_temp.pick(r, 89, 600) * interval '1 hour' else pg_temp.today() - ($1::bigint + 1 - r) * (interval '700 days' / ($1::bigint + 1)) - interval '2 days' end as at
  from (select r, pg_temp.pick(r, 90, 20) = 0 as waits from generate_series(1, $1::bigint) as r) as one) as dated
join people on people.i = 1 + pg_temp.pick(r, 91, $3::bigint) join users using (id)`

const GROUP_REQUESTS = `
insert into group_requests (id, group_id, user_id, reason, status, created_at, reminded_at, decided_at, decided_by_id, decided_by_label)
select pg_temp.uuid7(at, 'group request ' || r), pg_temp.group_id(1 + pg_temp.pick(r, 92, $2::bigint)), id, 'I work with them.',
  (case when waits then 'PENDING' when r % 5 = 0 then 'REJECTED' else 'APPROVED' end)::"GroupRequestStatus", at, at, case when not waits then at + interval '1 day' end,
  case when not waits then $4::uuid end, case when not waits then $5 else '' end
from (select r, waits, case when waits then pg_temp.today() - pg_temp.pick(r, 93, 600) * interval '1 hour' else pg_temp.today() - ($1::bigint + 1 - r) * (interval '700 days' / ($1::bigint + 1)) - interval '2 days' end as at
  from (select r, pg_temp.pick(r, 94, 20) = 0 as waits from generate_series(1, $1::bigint) as r) as one) as dated
join people on people.i = 1 + (r * 37) % $3::bigint
on conflict do nothing`

const administratorOf = async (client: Client) => {
  const { rows } = await client.query<{ id: string; label: string }>(
    `select id, full_name || ' (' || username || ')' as label from users where username = $1`,
    [BENCH_ADMINISTRATOR],
  )
  if (!rows[0]) throw new Error('The administrator of the runs was not filled in.')
  return rows[0]
}

/**
 * A pool for every thousand users, a fifth of them with links for one person each; an enrollment for every ten users and a twentieth of them
 * waiting, every fourth by an invitation; an access request for every hundred users, a request to join a group for every fifty. What waits
 * has a year left and its approvers were told, so that no job has anything to do while a run measures.
 */
export async function fillEnrollments(client: Client, users: number): Promise<void> {
  const { id, label } = await administratorOf(client)
  const groups = groupsFor(users)
  await client.query(APPLICANTS, [Math.floor(users / 10), poolsFor(users)])
  await client.query('analyze applicants')
  await client.query(POOLS, [poolsFor(users), id, label, groups])
  await client.query(INVITATIONS, [id, label, groups])
  await client.query(LINKS)
  await client.query('analyze enrollment_pools, enrollment_links')
  await client.query(ENROLLMENTS, [id, label])
  await client.query(
    `update enrollment_pools set used = counted.used from (select pool_id, count(*) as used from enrollments group by pool_id) as counted where counted.pool_id = enrollment_pools.id`,
  )
  await client.query(MESSAGES, [id, label])
  await client.query(ACCESS_REQUESTS, [Math.max(LEAST, Math.floor(users / 100)), groups, users, id, label])
  await client.query(GROUP_REQUESTS, [Math.max(LEAST, Math.floor(users / 50)), groups, users, id, label])
}

/** What the log says of each enrollment: how it began, and for those that somebody decided about, how it ended. */
export async function fillEnrollmentHistory(client: Client): Promise<void> {
  const { id, label } = await administratorOf(client)
  await client.query(
    `insert into audit_events (id, at, event, actor_kind, actor_id, actor_label, target_type, target_id, target_label, changes, detail, outcome, reason, ip, user_agent, request_id, correlation_id)
     select pg_temp.uuid7(told.at, 'enrollment ' || e || ' ' || event), told.at, event, case when event = 'enrollment.started' then 'anonymous' else 'user' end,
       case when event <> 'enrollment.started' then $1::uuid end, case when event = 'enrollment.started' then 'anonymous' else $2 end, 'enrollment',
       enrollments.id::text, btrim(enrollments.first_name || ' ' || enrollments.last_name), '{}', told.detail, 'done'::"AuditOutcome", enrollments.reason, '10.8.7.6',
       'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', md5('enrollment ' || e || event)::uuid::text, md5('enrollment ' || e || event)::uuid::text
     from applicants join enrollments using (id) join enrollment_pools as pool on pool.id = pool_id
     cross join lateral (values ('enrollment.started', at, jsonb_build_object('pool', pool.name, 'poolId', pool_id, 'source', source, 'link', 1)),
       (case enrollments.state when 'APPROVED' then 'enrollment.approved' when 'REJECTED' then 'enrollment.rejected' end, enrollments.decided_at,
         case enrollments.state when 'APPROVED' then jsonb_build_object('pool', pool.name, 'poolId', pool_id, 'userId', user_id, 'automatic', false) else '{"reasonShared": false}' end)) as told (event, at, detail)
     where event is not null order by told.at`,
    [id, label],
  )
}

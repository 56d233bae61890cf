import type { Client } from 'pg'
import { BENCH_ADMINISTRATOR } from './parameters.ts'

const FIRST =
  `Ada Alan Alice Amara Amir Ana Andre Anika Arjun Aya Bea Ben Bilal Carla Chen Clara Dana David Diego Dina Elena Eli Emma Erik Esra
  Fatima Felix Finn Freya Gita Grace Hana Hassan Hugo Ida Ines Ingrid Ivan Jack Jana Jin João Jonas Julia Kai Karim Kenji Kofi Lara Lea Leo Lina
  Luca Lucía Mai Marco María Mei Mila Mina Mohamed Nadia Nils Nina Noah Nora Olga Omar Óscar Paula Pedro Petra Priya Rafael Rania Ravi Rosa Ruth
  Sami Sara Sofia Stefan Sven Tariq Tessa Theo Tomáš Uma Vera Viktor Wei Yara Yuki Yusuf Zara Zoë`.split(/\s+/)
const START =
  'An Bar Bel Ber Bran Cal Car Dal Del Dor El Fer Gar Gol Har Hol Jan Kal Kar Kov Lam Lin Mar Mel Mor Nor Ol Par Pet Ros Sal San Sch Sor Tan Tor Val Ver Vin Wal'.split(
    ' ',
  )
const MIDDLE = 'a e i o u er an el in or'.split(' ')
const END =
  'berg by dez field ford gard holm ini ková land lin man mann ner no rez ro sen ski son stein ta ton va vic well wood yama zaki'.split(' ')
const PLACE = 'Harbour Northern Riverside Open City Hillside Eastern Central Western Upper Lower Old New Lake Forest Island'.split(' ')
const HOUSE =
  'Library Clinic School Museum Theatre Hospital Institute Laboratory Foundry Workshop Archive Observatory Garden Press Union College'.split(
    ' ',
  )
const HOST = ['example.com', 'example.org', 'example.net', 'mail.example.com', 'post.example.org']

/** How long ago the oldest user came, in days. */
const AGE_DAYS = 2_555

/**
 * Functions for one connection. `pick` is a number below `n` that looks random and is the same every time; `uuid7` an id that sorts by its
 * time, as ours do.
 */
export const FILL_FUNCTIONS = `
create function pg_temp.pick(i bigint, salt int, n bigint) returns bigint language sql immutable parallel safe as
  $$ select (hashint8extended(i, salt) & 9223372036854775807) % n $$;
create function pg_temp.one_of(choices text[], i bigint, salt int) returns text language sql immutable parallel safe as
  $$ select choices[1 + pg_temp.pick(i, salt, cardinality(choices))::int] $$;
create function pg_temp.uuid7(at timestamptz, seed text) returns uuid language sql immutable parallel safe as
  $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seed), 1, 3) || '8' || substr(md5(seed), 4, 15))::uuid $$;
create function pg_temp.today() returns timestamptz language sql stable as $$ select date_trunc('day', now()) $$;
create function pg_temp.group_id(g bigint) returns uuid language sql immutable parallel safe as
  $$ select pg_temp.uuid7('2020-01-01T00:00:00Z'::timestamptz + g * interval '1 minute', 'group ' || g) $$;
create temp table people (i bigint primary key, id uuid not null, label text not null, created_at timestamptz not null);
`

const BATCH = 20_000

const INSERT_PEOPLE = `
with person as (
  select i, pg_temp.today() - ($3::bigint - i) * (interval '${AGE_DAYS} days' / $3::bigint) - pg_temp.pick(i, 1, 50000) * interval '1 millisecond' as created_at,
    pg_temp.one_of($4, i, 2) as first_name, pg_temp.one_of($5, i, 3) || pg_temp.one_of($6, i, 4) || pg_temp.one_of($7, i, 5) as last_name,
    pg_temp.one_of($8, i, 6) || ' ' || pg_temp.one_of($9, i, 7) || ' ' || pg_temp.pick(i, 8, 20) as organisation,
    pg_temp.pick(i, 9, 100) as fate, pg_temp.pick(i, 10, 100) as habits
  from generate_series($1::bigint, $2::bigint) as i
), named as (
  select *, regexp_replace(lower(unaccent(first_name || '.' || last_name)), '[^a-z.]', '', 'g') || i as username from person
), written as (
  insert into users (id, username, email, email_verified_at, first_name, last_name, organisation, bio, search_visibility, status,
    status_before_delete, status_changed_at, password_hash, password_changed_at, last_sign_in_at, date_joined, created_at, updated_at)
  select pg_temp.uuid7(created_at, 'user ' || i), username, username || '@' || pg_temp.one_of($10, i, 11),
    case when habits >= 10 then created_at + interval '1 hour' end, first_name, last_name, organisation,
    case when habits < 30 then 'Works at the ' || organisation || ' and looks after its visitors.' else '' end,
    (case when habits % 10 = 3 then 'private' else 'public' end)::"SearchVisibility",
    (case when fate < 92 then 'ACTIVE' when fate < 97 then 'DEACTIVATED' when fate < 99 then 'DELETED' else 'ANONYMIZED' end)::"UserStatus",
    case when fate in (97, 98) then 'ACTIVE'::"UserStatus" end, created_at,
    case when habits >= 5 then $11 end, case when habits >= 5 then created_at + interval '1 hour' end,
    case when habits >= 15 then created_at + (pg_temp.today() - created_at) * (pg_temp.pick(i, 12, 1000) / 1000.0) end,
    created_at, created_at, created_at
  from named returning id, full_name, username, created_at
)
insert into people select substring(username from '\\d+$')::bigint, id, full_name || ' (' || username || ')', created_at from written`

/** Users 1 to `count`, oldest first, in statements of 20,000, and the administrator of the runs. */
export async function fillPeople(client: Client, count: number, passwordHash: string): Promise<void> {
  for (let from = 1; from <= count; from += BATCH)
    await client.query(INSERT_PEOPLE, [
      from,
      Math.min(count, from + BATCH - 1),
      count,
      FIRST,
      START,
      MIDDLE,
      END,
      PLACE,
      HOUSE,
      HOST,
      passwordHash,
    ])
  await client.query(
    `insert into users (id, username, email, email_verified_at, first_name, last_name, password_hash, password_changed_at, created_at, date_joined)
     select pg_temp.uuid7(at, 'administrator'), $1, $1 || '@example.org', at, 'Bench', 'Administrator', $2, at, at, at
     from (select pg_temp.today() - interval '${AGE_DAYS + 1} days' as at) as first_day`,
    [BENCH_ADMINISTRATOR, passwordHash],
  )
  await client.query('analyze people')
}

/** A session for every user that has signed in, most of them ended, and a second one for every third. */
export async function fillSessions(client: Client, users: number): Promise<void> {
  for (let from = 1; from <= users; from += BATCH)
    await client.query(
      `insert into sessions (id, token_hash, user_id, created_at, last_seen_at, authenticated_at, ip, user_agent, ended_at, end_reason)
       select pg_temp.uuid7(began, 'session ' || i || ' ' || k), md5('session ' || i || ' ' || k) || md5('token ' || i || ' ' || k), users.id,
         began, began + interval '20 minutes', began, '10.' || pg_temp.pick(i, 60, 200) || '.' || pg_temp.pick(i, 61, 250) || '.7',
         'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', case when i % 10 <> 0 then began + interval '20 minutes' end,
         case when i % 10 <> 0 then 'signed-out' end
       from people join users using (id) cross join generate_series(0, 1) as k
       cross join lateral (select last_sign_in_at - k * interval '3 days' as began) as times
       where i between $1 and $2 and last_sign_in_at is not null and (k = 0 or i % 3 = 0)`,
      [from, from + BATCH - 1],
    )
}

import { db, pool } from '../core/db.ts'
import { systemActor, grantsOf, type Actor, type RequestContext } from '../core/actor.ts'
import { newId } from '../core/id.ts'
import { BUILT_IN_ROLES } from '../roles/built-in.ts'
import { grantRole } from '../roles/mutations.ts'
import type { SettingKey } from '../settings/catalogue.ts'
import { updateSetting } from '../settings/mutations.ts'
import { forgetFields } from '../custom-fields/read.ts'
import { forgetSettings } from '../settings/read.ts'
import { createUser } from '../users/mutations.ts'

/** The program itself, for building what a test needs. */
export const system = systemActor('test')

const request = (): RequestContext => ({ id: newId(), ip: '192.0.2.1', userAgent: 'test' })
let counter = 0

/** Creates a user through the operation, with a fresh name unless given, and `password: true` able to sign in (no real hash). */
export async function person({ password = false, ...fields }: { password?: boolean; [field: string]: unknown } = {}) {
  const name = `person${++counter}.${Math.random().toString(36).slice(2, 8)}`
  const { userId } = await createUser(system, {
    username: name,
    email: `${name}@example.org`,
    firstName: 'Pat',
    lastName: `Person ${counter}`,
    ...fields,
  })
  if (password) await db.user.update({ where: { id: userId }, data: { passwordHash: 'unusable' }, select: { id: true } })
  return db.user.findUniqueOrThrow({ where: { id: userId } })
}

/** The actor that a user is now, as a request of theirs would find it; signed in just now. */
export async function actorFor(userId: string, authenticatedAt = Date.now()): Promise<Actor> {
  const user = await db.user.findUniqueOrThrow({
    where: { id: userId },
    select: { fullName: true, username: true, membership: { select: { type: true } } },
  })
  const { rows } = await pool.query<{ permission: string; reach: string | null }>(
    'select distinct permission, reach_group_id as reach from effective_permissions($1)',
    [userId],
  )
  return {
    kind: 'user',
    id: userId,
    label: `${user.fullName} (${user.username})`,
    grants: grantsOf(rows),
    membership: user.membership?.type ?? null,
    session: { id: newId(), authenticatedAt },
    request: request(),
  }
}

/** A built-in role's id by its name. */
export function roleId(name: string): string {
  const role = BUILT_IN_ROLES.find((each) => each.name === name)
  if (!role) throw new Error(`There is no built-in role ${name}.`)
  return role.id
}

/** A new user with these roles, as the actor of a request. */
export async function asUserWith(...roles: string[]): Promise<Actor & { id: string }> {
  const user = await person({ password: true })
  for (const role of roles) await grantRole(system, { userId: user.id, roleId: roleId(role) })
  return { ...(await actorFor(user.id)), id: user.id }
}
export const asAdministrator = () => asUserWith('ADMIN')
/** Signed in and nothing more. */
export const asStranger = () => asUserWith()

/** A role of one's own with these permissions, for tests of delegated administration. */
export async function makeRole(...permissions: string[]) {
  const id = newId()
  await db.role.create({
    data: { id, name: `Role ${id}`, permissions: { create: permissions.map((permission) => ({ permission })) } },
    select: { id: true },
  })
  return id
}

/** A user who may manage users, and is no administrator. */
export async function asManager(...more: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('CAN_MANAGE_USERS', ...more) })
  return { ...(await actorFor(user.id)), id: user.id }
}

/** A group, below `parentId` when given. */
export async function group(parentId: string | null = null) {
  const id = newId()
  await db.group.create({ data: { id, name: `Group ${id.slice(-6)}`, parentId }, select: { id: true } })
  return id
}

/** Puts a user into a group. */
export const join = (groupId: string, userId: string) => db.groupMember.create({ data: { groupId, userId }, select: { groupId: true } })

/** A job that was tried and failed for this reason, of a kind that does nothing when it is run again. */
export async function failedJob(outboxId = newId(), reason = 'The mail server hung up.'): Promise<string> {
  const id = newId()
  await pool.query(
    `insert into jobs.job (id, name, data, state, retry_limit, started_on, completed_on, output, policy, deletion_seconds, keep_until)
     select $1, name, $2, 'failed', 0, now() - interval '2 seconds', now(), $3, policy, deletion_seconds, now() + interval '1 day'
     from jobs.queue where name = 'mail.send'`,
    [id, { outboxId }, { reason }],
  )
  return id
}

/** Changes a setting through the operation, whatever it was. */
export async function set(key: SettingKey, value: string | number) {
  const row = await db.setting.findUnique({ where: { key }, select: { version: true } })
  await updateSetting(system, { key, value, version: row?.version ?? 0, confirmed: true })
}

/** The audit rows about a target, oldest first. */
export const auditOf = (targetId: string) => db.auditEvent.findMany({ where: { targetId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })

/**
 * Writes `count` rows straight into the log, one per second up to and with `until`, as if they had been written then; oldest first in the
 * answer. Sealing leaves what is younger than ten seconds alone, so what is to be sealed at once must look older.
 */
export async function pastEvents(count: number, until: string | Date = new Date(Date.now() - 60_000)): Promise<{ id: string; at: Date }[]> {
  const { rows } = await pool.query<{ id: string; at: Date }>(
    `with added as (
       insert into audit_events (id, at, event, actor_kind, actor_label, target_type, target_id, target_label, changes, detail)
       select gen_random_uuid(), $1::timestamptz - make_interval(secs => $2::int - n), 'user.updated', 'system', 'test', 'user', n::text, 'Nr. ' || n,
         '{"bio": {"after": "x", "before": ""}}', '{"version": 2}' from generate_series(1, $2::int) n returning id, at)
     select id, at from added order by at`,
    [until, count],
  )
  return rows
}

/** Runs SQL as somebody who owns the database could, with no trigger to refuse it. */
export async function tamper(text: string, values: readonly unknown[] = []): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(text, [...values])
  } finally {
    await client.query('set session_replication_role = origin')
    client.release()
  }
}

// Deleting a few rows is several times faster than giving forty tables new files, which is what TRUNCATE does.
const EMPTY = `
  set session_replication_role = replica;
  do $$ declare each regclass; begin
    for each in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      and relname not in ('_prisma_migrations', 'roles', 'role_permissions', 'permissions', 'permission_inclusions')
    loop
      if pg_relation_size(each) > 262144 then execute format('truncate %s cascade', each);
      elsif pg_relation_size(each) > 0 then execute format('delete from %s', each);
      end if;
    end loop;
  end $$;
  set session_replication_role = origin`

/** Empties every table but the catalogue; the append-only trigger is asleep meanwhile. Settings are their defaults again. */
export async function emptyTables() {
  forgetSettings()
  forgetFields()
  await pool.query(EMPTY)
}

const WATCHED = [
  'users',
  'usernames',
  'sessions',
  'one_time_tokens',
  'roles',
  'role_permissions',
  'permissions',
  'permission_inclusions',
  'groups',
  'group_tree',
  'group_members',
  'group_requests',
  'grants',
  'outbox_messages',
  'saved_views',
  'installation',
  'settings',
  'banners',
  'banner_dismissals',
  'memberships',
  'custom_fields',
  'custom_field_values',
  'user_notes',
  'enrollment_pools',
  'enrollment_pool_roles',
  'enrollment_pool_groups',
  'enrollment_links',
  'enrollments',
  'enrollment_messages',
  'access_requests',
  'approver_digests',
  'login_codes',
  'seen_tokens',
  'certificate_authorities',
  'certificates',
]

/** A fingerprint of every table but audit log and counters: equal before and after means that nothing was written. */
export async function fingerprint(): Promise<string> {
  const parts = WATCHED.map(
    (table) =>
      `select '${table}' as name, count(*) as rows, coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as hash from ${table} t`,
  )
  const { rows } = await pool.query(parts.join(' union all '))
  return JSON.stringify(rows)
}

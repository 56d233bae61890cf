import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, auditOf, emptyTables, group, join, makeRole, person, roleId, system } from '../testing/world.ts'
import { exportWhoHas } from './exports.ts'
import { whoHas } from './queries-holders.ts'

type Asked = { permission?: string; roleId?: string; q?: string; status?: string; direction?: string; perPage?: number }

/** All pages one after the other, from the beginning or from the end, as ids in the order of the list. */
async function everyPage(actor: Actor, asked: Asked, end: 'first' | 'last' = 'first') {
  const pages: string[][] = []
  let place: Record<string, unknown> | null = end === 'last' ? { last: true } : {}
  while (place) {
    const { holders, previous, next }: Awaited<ReturnType<typeof whoHas>> = await whoHas(actor, { perPage: 100, ...asked, ...place })
    pages.push(holders.map(({ id }) => id))
    const cursor: string | null = end === 'last' ? previous : next
    place = cursor === null ? null : { [end === 'last' ? 'before' : 'after']: cursor }
  }
  return (end === 'last' ? pages.reverse() : pages).flat()
}

async function exported(actor: Actor, asked: Asked) {
  const { batches } = await exportWhoHas(actor, asked)
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  return rows
}

const toGroup = (groupId: string, role: string, reachGroupId: string | null = null) =>
  db.grant.create({ data: { id: newId(), roleId: role, groupId, reachGroupId }, select: { id: true } })

describe('who has a permission or a role', () => {
  beforeEach(emptyTables)

  test('finds own roles, groups and those above, inclusion and managing, each with its way', async () => {
    const [top, managed] = [await group(), await group()]
    const below = await group(top)
    const [direct, inherited, manager, none] = [await person(), await person(), await person(), await person()]
    await grantRole(system, { userId: direct.id, roleId: await makeRole('CAN_MANAGE_USERS') })
    await toGroup(top, await makeRole('group:read'))
    await join(below, inherited.id)
    await join(managed, none.id)
    await db.groupMember.create({ data: { groupId: managed, userId: manager.id, role: 'manager' }, select: { groupId: true } })
    const { holders, count, subject } = await whoHas(await asAdministrator(), { permission: 'group:read' })
    const kinds = new Map(holders.map(({ id, paths }) => [id, paths.map(({ kind, via }) => `${kind} ${via}`)]))
    expect(kinds.get(direct.id)).toEqual(['direct CAN_MANAGE_USERS'])
    expect(kinds.get(inherited.id)).toEqual(['group group:read'])
    expect(kinds.get(manager.id)).toEqual(['manager group:read'])
    expect(kinds.has(none.id)).toBe(false)
    expect(count).toBe(4)
    expect(subject).toMatchObject({ name: 'group:read', builtIn: true })
  })

  test('managing counts for letting people in only while the group is trusted', async () => {
    const [owner, held] = [await person(), await group()]
    await db.group.update({ where: { id: held }, data: { ownerId: owner.id, approved: true }, select: { id: true } })
    const admin = await asAdministrator()
    const holders = async () => (await whoHas(admin, { permission: 'enrollment:approve' })).holders.map(({ id }) => id)
    expect(await holders()).toEqual([admin.id])
    await db.group.update({ where: { id: held }, data: { trusted: true }, select: { id: true } })
    expect(await holders()).toEqual([admin.id, owner.id])
  })

  test('leaves inactive accounts out unless asked for them, and what ended always', async () => {
    const [active, inactive, ended] = [await person(), await person(), await person()]
    const role = await makeRole('audit:export')
    for (const { id } of [active, inactive]) await grantRole(system, { userId: id, roleId: role })
    await db.grant.create({
      data: { id: newId(), roleId: role, userId: ended.id, validUntil: new Date(Date.now() - 1000) },
      select: { id: true },
    })
    await db.user.update({ where: { id: inactive.id }, data: { status: 'DEACTIVATED' }, select: { id: true } })
    const admin = await asAdministrator()
    expect(await everyPage(admin, { roleId: role })).toEqual([active.id])
    expect(await everyPage(admin, { roleId: role, status: 'any', direction: 'asc' })).toEqual([active.id, inactive.id])
  })

  test('shows users in reach only, and names no group out of reach', async () => {
    const [mine, secret] = [await group(), await group()]
    const [inside, outside] = [await person(), await person()]
    await join(mine, inside.id)
    for (const { id } of [inside, outside]) await join(secret, id)
    await toGroup(secret, roleId('Staff'))
    const viewer = await person({ password: true })
    await grantRole(system, { userId: viewer.id, roleId: await makeRole('role:read', 'role:export', 'group:read'), reachGroupId: mine })
    const actor = await actorFor(viewer.id)
    const answer = await whoHas(actor, { permission: 'CAN_ACCESS_ADMIN_PANEL' })
    expect(answer.holders).toMatchObject([{ id: inside.id, paths: [{ kind: 'group', chain: [null], hidden: true }] }])
    expect(JSON.stringify(answer)).not.toContain(secret)
    const rows = await exported(actor, { permission: 'CAN_ACCESS_ADMIN_PANEL' })
    expect(rows).toMatchObject([{ userId: inside.id, memberOf: '(a group that you may not see)' }])
  })

  test('e-mail addresses are for those who may look users up, also as something to search by', async () => {
    const holder = await person()
    await grantRole(system, { userId: holder.id, roleId: roleId('Auditor') })
    const viewer = await person()
    await grantRole(system, { userId: viewer.id, roleId: await makeRole('role:read', 'role:export') })
    const actor = await actorFor(viewer.id)
    const { holders } = await whoHas(actor, { permission: 'audit:export' })
    expect(holders).toMatchObject([{ id: holder.id, username: holder.username, email: null }])
    expect((await whoHas(actor, { permission: 'audit:export', q: holder.email })).holders).toEqual([])
    expect(JSON.stringify(await exported(actor, { permission: 'audit:export' }))).not.toContain(holder.email)
    const found = await whoHas(await asAdministrator(), { permission: 'audit:export', q: holder.email })
    expect(found.holders).toMatchObject([{ id: holder.id, email: holder.email }])
  })

  test('a file has a row for every way, and leaves its trace', async () => {
    const user = await person()
    const place = await group()
    await grantRole(system, { userId: user.id, roleId: roleId('Auditor') })
    await grantRole(system, { userId: user.id, roleId: roleId('Auditor'), reachGroupId: place }).catch(() => undefined)
    await toGroup(place, roleId('Auditor'))
    await join(place, user.id)
    const rows = await exported(await asAdministrator(), { roleId: roleId('Auditor') })
    expect(rows.map(({ userId, through, reach }) => [userId, through, reach])).toEqual([
      [user.id, 'direct', 'everywhere'],
      [user.id, 'group', 'everywhere'],
    ])
    expect(await auditOf(roleId('Auditor'))).toMatchObject([{ event: 'access.exported', targetType: 'role', targetLabel: 'Auditor' }])
  })

  test('refuses both, neither and what does not exist', async () => {
    const admin = await asAdministrator()
    for (const wrong of [{}, { permission: 'user:read', roleId: roleId('Staff') }])
      await expect(whoHas(admin, wrong)).rejects.toMatchObject({ code: 'INVALID' })
    for (const missing of [{ permission: 'no:such' }, { roleId: newId() }, { permission: 'account:read' }])
      await expect(whoHas(admin, missing)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

/** Three thousand users, so that every way of finding is taken: each must find exactly those whom the view of all rights names. */
describe('the same among many', () => {
  const PERMISSIONS = ['depot.many', 'depot.everyone', 'depot.scattered', 'group:read', 'enrollment:approve', 'audit:read']

  beforeAll(async () => {
    await emptyTables()
    await pool.query(`insert into permissions (name, id, description, built_in)
      select name, gen_random_uuid(), name, false from unnest(array['depot.many', 'depot.everyone', 'depot.scattered']) as name`)
    await pool.query(`insert into permission_inclusions (permission, includes) select name, name from permissions where not built_in`)
    await pool.query(`insert into users (id, username, email, first_name, last_name, status)
      select ('018f0000-0000-7000-8000-' || lpad(to_hex(i * 7919 % 1000003), 12, '0'))::uuid, 'user' || i, 'user' || i || '@example.org', 'Una', 'Number ' || i,
        (case when i % 13 = 0 then 'DEACTIVATED' else 'ACTIVE' end)::"UserStatus" from generate_series(1, 3000) i`)
    await pool.query(`insert into groups (id, name) values ('018f1111-0000-7000-8000-000000000001', 'Root')`)
    await pool.query(`insert into groups (id, name, parent_id, owner_id, approved, trusted)
      select ('018f1111-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'Group ' || g,
        case when g % 3 = 0 then '018f1111-0000-7000-8000-000000000001'::uuid end,
        case when g % 5 = 0 then (select id from users where username = 'user' || g * 3) end, g % 2 = 0, g % 10 = 0
      from generate_series(2, 300) g`)
    await pool.query(`insert into group_members (group_id, user_id, role, valid_until)
      select ('018f1111-0000-7000-8000-' || lpad(to_hex(1 + (i * k) % 300), 12, '0'))::uuid, id, (case when i % 2 = 0 then 'manager' else 'member' end)::"GroupMemberRole",
        case when i % 17 = 0 then now() - interval '1 day' end
      from (select id, substring(username from 5)::int as i from users) person, generate_series(1, 2) k on conflict do nothing`)
    const [many, everyone, scattered] = [await makeRole('depot.many'), await makeRole('depot.everyone'), await makeRole('depot.scattered')]
    await pool.query(
      `insert into grants (id, role_id, user_id, reach_group_id)
      select gen_random_uuid(), $1, id, case when id::text < '018f0000-0000-7000-8000-000000080000' then '018f1111-0000-7000-8000-000000000001'::uuid end
      from users where substring(username from 5)::int % 2 = 0`,
      [many],
    )
    await toGroup('018f1111-0000-7000-8000-000000000001', many)
    await pool.query(`insert into grants (id, role_id, group_id) select gen_random_uuid(), $1, id from groups`, [everyone])
    await pool.query(`insert into grants (id, role_id, group_id) select gen_random_uuid(), $1, id from groups where name like '%9'`, [
      scattered,
    ])
    await pool.query('analyze')
  }, 60_000)

  /** What the one view says, in the order of the list. */
  async function truly(permission: string, { status = 'active', q = '', within = '' } = {}) {
    const { rows } = await pool.query<{ id: string }>(
      `select id from users where id in (select user_id from effective_permissions(null, $1)) and ($2 = 'any' or status = 'ACTIVE')
        and not exists (select from unnest(string_to_array($3, ' ')) as word where search_text not like search_pattern(word)) and ($4 = '' or exists (select from group_members m join group_tree t using (group_id)
          where m.user_id = users.id and (m.valid_until is null or m.valid_until > now()) and t.ancestor_id::text = $4)) order by id desc`,
      [permission, status, q, within],
    )
    return rows.map(({ id }) => id)
  }

  test.each(PERMISSIONS)('all pages of %s, from both ends and in both directions', async (permission) => {
    const admin = await asAdministrator()
    const expected = await truly(permission)
    expect(expected.length).toBeGreaterThan(0)
    expect(await everyPage(admin, { permission })).toEqual(expected)
    expect(await everyPage(admin, { permission }, 'last')).toEqual(expected)
    expect(await everyPage(admin, { permission, direction: 'asc' })).toEqual(expected.toReversed())
    expect(await everyPage(admin, { permission, status: 'any' })).toEqual(await truly(permission, { status: 'any' }))
    await db.user.delete({ where: { id: admin.id }, select: { id: true } })
  })

  test.each(PERMISSIONS.slice(0, 4))('search among the holders of %s, for few and for many', async (permission) => {
    const admin = await asAdministrator()
    for (const q of ['user77', 'una', 'nu 2', 'nobody.at.all'])
      expect(await everyPage(admin, { permission, q }), q).toEqual(await truly(permission, { q }))
    await db.user.delete({ where: { id: admin.id }, select: { id: true } })
  })

  test.each(PERMISSIONS.slice(0, 4))('a viewer within a group finds those of it who hold %s', async (permission) => {
    for (const within of ['018f1111-0000-7000-8000-000000000001', '018f1111-0000-7000-8000-000000000003']) {
      const viewer = await person({ password: true })
      await grantRole(system, { userId: viewer.id, roleId: await makeRole('role:read'), reachGroupId: within })
      expect(await everyPage(await actorFor(viewer.id), { permission })).toEqual(await truly(permission, { within }))
      await db.user.delete({ where: { id: viewer.id }, select: { id: true } })
    }
  })

  test('counts up to a thousand, and says when there are more', async () => {
    const admin = await asAdministrator()
    expect((await whoHas(admin, { permission: 'depot.scattered' })).count).toBe((await truly('depot.scattered')).length)
    expect((await whoHas(admin, { permission: 'depot.everyone' })).count).toBeNull()
    await db.user.delete({ where: { id: admin.id }, select: { id: true } })
  })

  test('a file has everybody', async () => {
    const admin = await asAdministrator()
    const rows = await exported(admin, { permission: 'depot.everyone' })
    expect([...new Set(rows.map(({ userId }) => userId))]).toEqual(await truly('depot.everyone'))
    await db.user.delete({ where: { id: admin.id }, select: { id: true } })
  })
})

import fc from 'fast-check'
import { pool } from '../core/db.ts'
import { newId } from '../core/id.ts'

/** Who is in which group, and who holds which role: all that rights come from. */
export type Graph = {
  roles: { id: string; holdsAll: boolean; permissions: string[] }[]
  /** `parent` is null at the top. */
  groups: { id: string; parent: string | null; owner: string | null; trusted: boolean }[]
  members: { group: string; user: string; manager: boolean; until: Date | null }[]
  grants: { id: string; role: string; user: string | null; group: string | null; reach: string | null; until: Date | null }[]
}

export const USERS = Array.from({ length: 4 }, () => newId())
export const GROUPS = Array.from({ length: 6 }, () => newId())
export const ROLES = Array.from({ length: 4 }, () => newId())

export const someUser = fc.constantFrom(...USERS)
export const someGroup = fc.constantFrom(...GROUPS)
const until = fc.constantFrom(null, null, -2, -1, 1, 2, 3)

/** A graph whose ends are hours from now: surely past, or surely still to come. */
export type Plan = ReturnType<typeof planned> extends fc.Arbitrary<infer P> ? P : never
/** Any graph of these users, groups and roles; the roles hold some of `carried`, and at most one of them holds everything. */
export const planned = (carried: readonly string[]) =>
  fc.record({
    roles: fc.tuple(...ROLES.map(() => fc.subarray([...carried]))),
    all: fc.option(fc.constantFrom(...ROLES), { freq: 3 }),
    // Each below an earlier one, or at the top: any forest, and no circle.
    groups: fc.tuple(
      ...GROUPS.map((_each, n) =>
        fc.record({
          parent: n === 0 ? fc.constant(null) : fc.option(fc.nat(n - 1), { freq: 3 }),
          owner: fc.option(someUser, { freq: 1 }),
          trusted: fc.boolean(),
        }),
      ),
    ),
    members: fc.uniqueArray(fc.record({ group: someGroup, user: someUser, manager: fc.boolean(), until }), {
      maxLength: 12,
      selector: (each) => each.group + each.user,
    }),
    grants: fc.uniqueArray(
      fc.record({ role: fc.constantFrom(...ROLES), holder: fc.oneof(someUser, someGroup), reach: fc.option(someGroup), until }),
      { maxLength: 10, selector: (each) => each.role + each.holder + each.reach },
    ),
  })

/** The graph with its ends counted from `now`. */
export function graphOf(plan: Plan, now: Date): Graph {
  const at = (hours: number | null) => (hours === null ? null : new Date(now.getTime() + hours * 3_600_000))
  return {
    roles: ROLES.map((id, n) => ({ id, holdsAll: id === plan.all, permissions: plan.roles[n] ?? [] })),
    groups: plan.groups.map(({ parent, ...each }, n) => ({
      id: GROUPS[n] as string,
      parent: parent === null ? null : (GROUPS[parent] as string),
      ...each,
    })),
    members: plan.members.map((each) => ({ ...each, until: at(each.until) })),
    grants: plan.grants.map(({ holder, ...each }) => {
      const held = GROUPS.includes(holder) ? { user: null, group: holder } : { user: holder, group: null }
      return { id: newId(), ...each, ...held, until: at(each.until) }
    }),
  }
}

/** Adds rows to a table; `columns` is a list of names with types. */
export const rows = (table: string, columns: string, values: readonly object[]) =>
  pool.query(
    `insert into ${table} (${columns.split(', ').map((each) => each.split(' ')[0])}) select * from jsonb_to_recordset($1::jsonb) as given (${columns})`,
    [JSON.stringify(values)],
  )

/** Makes the graph the only one in the database. The users must be there already: `writeUsers`. */
export async function write({ roles, groups, members, grants }: Graph) {
  await pool.query(
    `delete from grants; delete from group_members; delete from group_tree; delete from groups; delete from roles where not built_in`,
  )
  await rows(
    'roles',
    'id uuid, name text, holds_all boolean',
    roles.map(({ id, holdsAll }) => ({ id, name: id, holds_all: holdsAll })),
  )
  await rows(
    'role_permissions',
    'role_id uuid, permission text',
    roles.flatMap(({ id, permissions }) => permissions.map((permission) => ({ role_id: id, permission }))),
  )
  await rows(
    'groups',
    'id uuid, name text, parent_id uuid, owner_id uuid, approved boolean, trusted boolean',
    groups.map(({ parent, owner, ...each }) => ({ ...each, name: each.id, parent_id: parent, owner_id: owner, approved: each.trusted })),
  )
  await rows(
    'group_members',
    'group_id uuid, user_id uuid, role "GroupMemberRole", valid_until timestamptz',
    members.map((each) => ({
      group_id: each.group,
      user_id: each.user,
      role: each.manager ? 'manager' : 'member',
      valid_until: each.until,
    })),
  )
  await rows(
    'grants',
    'id uuid, role_id uuid, user_id uuid, group_id uuid, reach_group_id uuid, valid_until timestamptz',
    grants.map((each) => ({
      id: each.id,
      role_id: each.role,
      user_id: each.user,
      group_id: each.group,
      reach_group_id: each.reach,
      valid_until: each.until,
    })),
  )
}

/** Writes the users of all graphs. */
export const writeUsers = () =>
  rows(
    'users',
    'id uuid, username text, email text',
    USERS.map((id) => ({ id, username: `u${id}`, email: `${id}@example.org` })),
  )

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { emptyTables } from '../testing/world.ts'

// Rights as DESIGN says they come about, without SQL: what the database computes must be the same on any graph.
type Graph = {
  roles: { id: string; holdsAll: boolean; permissions: string[] }[]
  /** `parent` is null at the top. */
  groups: { id: string; parent: string | null; owner: string | null; trusted: boolean }[]
  members: { group: string; user: string; manager: boolean; until: Date | null }[]
  grants: { id: string; role: string; user: string | null; group: string | null; reach: string | null; until: Date | null }[]
}
type Path = (string | Date | null)[]

/** Everything there is to hold, with what each includes, itself first. */
type Catalogue = Map<string, string[]>

function reference({ roles, groups, members, grants }: Graph, catalogue: Catalogue, now: Date): Path[] {
  const runs = ({ until }: { until: Date | null }) => until === null || until > now
  const sooner = (a: Date | null, b: Date | null) => (a === null || (b !== null && b < a) ? b : a)
  const groupOf = (id: string | null) => groups.find((group) => group.id === id)
  const isWithin = (id: string | null, top: string | null): boolean =>
    id !== null && (id === top || isWithin(groupOf(id)?.parent ?? null, top))
  const including = (names: readonly string[]) => names.flatMap((via) => (catalogue.get(via) ?? []).map((name) => [name, via] as const))
  const amounts = (id: string) => {
    const { holdsAll, permissions } = roles.find((role) => role.id === id) as Graph['roles'][number]
    return [...(holdsAll ? [...catalogue.keys()].map((name) => [name, name] as const) : []), ...including(permissions)]
  }
  const current = members.filter(runs)
  const granted = grants.filter(runs).flatMap(({ id, role, user, group, reach, until }) => {
    const inherited = current.filter((member) => isWithin(member.group, group))
    const holders = inherited.map((member) => ({ user: member.user, member: member.group, until: sooner(until, member.until) }))
    return [...(user === null ? [] : [{ user, member: null, until }]), ...holders].flatMap((holder) =>
      amounts(role).map(([name, via]): Path => [holder.user, name, via, reach, id, role, group, holder.member, holder.until]),
    )
  })
  const managed = groups.flatMap(({ id, owner, trusted }) => {
    const managers = current.filter(({ group, manager }) => manager && group === id)
    const letsIn = ['group:manage-members', 'enrollment:read', 'enrollment:approve']
    const given = including(['group:read', 'group:remove-members', ...(trusted ? letsIn : [])])
    return [...managers, ...(owner === null ? [] : [{ user: owner, until: null }])].flatMap(({ user, until }) =>
      given.map(([name, via]): Path => [user, name, via, id, null, null, null, id, until]),
    )
  })
  return [...granted, ...managed]
}

const USERS = Array.from({ length: 4 }, () => newId())
const GROUPS = Array.from({ length: 6 }, () => newId())
const ROLES = Array.from({ length: 4 }, () => newId())
const CARRIED = ['user:read', 'group:read', 'note:write', 'group:manage-members', 'CAN_MANAGE_USERS', 'CAN_CREATE_PROJECTS']

const user = fc.constantFrom(...USERS)
const someGroup = fc.constantFrom(...GROUPS)
const until = fc.constantFrom(null, null, -2, -1, 1, 2, 3)

/** Hours from now, for ends that are surely past or surely still to come. */
type Plan = ReturnType<typeof planned> extends fc.Arbitrary<infer P> ? P : never
const planned = () =>
  fc.record({
    roles: fc.tuple(...ROLES.map(() => fc.subarray(CARRIED))),
    all: fc.option(fc.constantFrom(...ROLES), { freq: 3 }),
    // Each below an earlier one, or at the top: any forest, and no circle.
    groups: fc.tuple(
      ...GROUPS.map((_each, n) =>
        fc.record({
          parent: n === 0 ? fc.constant(null) : fc.option(fc.nat(n - 1), { freq: 3 }),
          owner: fc.option(user, { freq: 1 }),
          trusted: fc.boolean(),
        }),
      ),
    ),
    members: fc.uniqueArray(fc.record({ group: someGroup, user, manager: fc.boolean(), until }), {
      maxLength: 12,
      selector: (each) => each.group + each.user,
    }),
    grants: fc.uniqueArray(
      fc.record({ role: fc.constantFrom(...ROLES), holder: fc.oneof(user, someGroup), reach: fc.option(someGroup), until }),
      { maxLength: 10, selector: (each) => each.role + each.holder + each.reach },
    ),
  })

function graphOf(plan: Plan, now: Date): Graph {
  const at = (hours: number | null) => (hours === null ? null : new Date(now.getTime() + hours * 3_600_000))
  return {
    roles: ROLES.map((id, n) => ({ id, holdsAll: id === plan.all, permissions: plan.roles[n] ?? [] })),
    groups: plan.groups.map(({ parent, ...each }, n) => ({ id: GROUPS[n]!, parent: parent === null ? null : GROUPS[parent]!, ...each })),
    members: plan.members.map((each) => ({ ...each, until: at(each.until) })),
    grants: plan.grants.map(({ holder, ...each }) => {
      const held = GROUPS.includes(holder) ? { user: null, group: holder } : { user: holder, group: null }
      return { id: newId(), ...each, ...held, until: at(each.until) }
    }),
  }
}

const rows = (table: string, columns: string, values: readonly object[]) =>
  pool.query(
    `insert into ${table} (${columns.split(', ').map((each) => each.split(' ')[0])}) select * from jsonb_to_recordset($1::jsonb) as given (${columns})`,
    [JSON.stringify(values)],
  )

async function write({ roles, groups, members, grants }: Graph) {
  await pool.query(
    `delete from grants; delete from group_members; delete from group_tree; delete from groups; delete from roles where id = any('{${ROLES}}')`,
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

const told = (paths: readonly Path[]) => paths.map((path) => JSON.stringify(path)).sort()
const COLUMNS = 'user_id, permission, via, reach_group_id, grant_id, role_id, holder_group_id, member_group_id, valid_until'
async function computed(...question: [string | null, string | null]): Promise<Path[]> {
  const { rows: found } = await pool.query<Path>({
    text: `select ${COLUMNS} from effective_permissions($1, $2)`,
    values: question,
    rowMode: 'array',
  })
  return found
}

test(
  'the database computes rights as the reference does, asked by anybody, by user, by permission and by both',
  { timeout: 120_000 },
  async () => {
    await emptyTables()
    await rows(
      'users',
      'id uuid, username text, email text',
      USERS.map((id) => ({ id, username: `u${id}`, email: `${id}@example.org` })),
    )
    const included = await pool.query<{ permission: string; includes: string[] }>(
      'select name as permission, array(select includes from permission_inclusions where permission = name) as includes from permissions',
    )
    const catalogue: Catalogue = new Map(included.rows.map(({ permission, includes }) => [permission, includes]))
    await fc.assert(
      fc.asyncProperty(planned(), user, fc.constantFrom(...CARRIED, 'user:purge', 'group:remove-members'), async (plan, whose, which) => {
        const now = new Date()
        const graph = graphOf(plan, now)
        await write(graph)
        const expected = reference(graph, catalogue, now)
        expect(told(await computed(null, null))).toEqual(told(expected))
        expect(told(await computed(whose, null))).toEqual(told(expected.filter(([holder]) => holder === whose)))
        expect(told(await computed(null, which))).toEqual(told(expected.filter(([, permission]) => permission === which)))
        expect(told(await computed(whose, which))).toEqual(
          told(expected.filter(([holder, permission]) => holder === whose && permission === which)),
        )
      }),
      { numRuns: 150 },
    )
  },
)

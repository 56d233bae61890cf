import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pool } from '../core/db.ts'
import { graphOf, planned, someUser, write, writeUsers, type Graph } from '../testing/graphs.ts'
import { emptyTables } from '../testing/world.ts'

// Rights as DESIGN says they come about, without SQL: what the database computes must be the same on any graph.
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

const CARRIED = ['user:read', 'group:read', 'note:write', 'group:manage-members', 'CAN_MANAGE_USERS', 'CAN_CREATE_PROJECTS']

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
    await writeUsers()
    const included = await pool.query<{ permission: string; includes: string[] }>(
      'select name as permission, array(select includes from permission_inclusions where permission = name) as includes from permissions',
    )
    const catalogue: Catalogue = new Map(included.rows.map(({ permission, includes }) => [permission, includes]))
    await fc.assert(
      fc.asyncProperty(
        planned(CARRIED),
        someUser,
        fc.constantFrom(...CARRIED, 'user:purge', 'group:remove-members'),
        async (plan, whose, which) => {
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
        },
      ),
      { numRuns: 150 },
    )
  },
)

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { approveGroup, trustGroup } from '../groups/mutations-flags.ts'
import { addGroupMember, addGroupMembers, changeGroupMember, leaveGroup, removeGroupMember } from '../groups/mutations-members.ts'
import { moveGroup } from '../groups/mutations-tree.ts'
import { createGroup, updateGroup } from '../groups/mutations.ts'
import { ROLES, USERS, graphOf, planned, someGroup, someUser, write, writeUsers, type Graph } from '../testing/graphs.ts'
import { actorFor, emptyTables } from '../testing/world.ts'
import { createRole, updateRole } from './mutations-roles.ts'
import { replaceRolesOfUser } from './mutations-replace.ts'
import { changeGrant, endGrant, grantRole } from './mutations.ts'

/** What the people of this test may do: enough to try every road by which rights are given. */
const CARRIED = [
  'role:assign',
  'role:update',
  'role:create',
  'user:read',
  'group:read',
  'group:update',
  'group:create',
  'group:manage-members',
  'group:approve',
  'group:trust',
  'audit:read',
]

type Attempt = {
  user: string
  group: string
  other: string
  role: string
  reach: string | null
  names: string[]
  manager: boolean
  until: number | null
}
type Row = { user: string; permission: string; reach: string | null; until: Date | null }
type State = { paths: Row[]; above: Set<string> }

async function state(): Promise<State> {
  const [paths, tree] = await Promise.all([
    pool.query<Row>('select user_id as user, permission, reach_group_id as reach, valid_until as until from effective_permissions()'),
    pool.query<{ pair: string }>(`select group_id || ' ' || ancestor_id as pair from group_tree`),
  ])
  return { paths: paths.rows, above: new Set(tree.rows.map(({ pair }) => pair)) }
}

/** Whether the user holds what the row says: with a reach that covers it, and for at least as long. */
const holds = ({ paths, above }: State, user: string, { permission, reach, until }: Row) =>
  paths.some(
    (path) =>
      path.user === user &&
      path.permission === permission &&
      (path.reach === null || (reach !== null && above.has(`${reach} ${path.reach}`))) &&
      (path.until === null || (until !== null && path.until >= until)),
  )

/** What was, in the places of before; only a group that is new stands where it stands now. */
function placed(before: State, after: State): State {
  const known = new Set([...before.above].map((pair) => pair.split(' ')[0]))
  return { paths: before.paths, above: new Set([...before.above, ...[...after.above].filter((pair) => !known.has(pair.split(' ')[0]))]) }
}

const versionOfGroup = async (id: string) => (await db.group.findUnique({ where: { id }, select: { version: true } }))?.version ?? 1
const versionOfRole = async (id: string) => (await db.role.findUnique({ where: { id }, select: { version: true } }))?.version ?? 1
const someGrant = async (user: string) => (await db.grant.findFirst({ where: { userId: user }, select: { id: true } }))?.id ?? newId()

/** Every road by which somebody could come by rights, for an actor to try. */
const ROADS: Record<string, (actor: Actor, attempt: Attempt, end: Date | null) => Promise<unknown>> = {
  grantToUser: (actor, { user, role, reach }, validUntil) =>
    grantRole(actor, { userId: user, roleId: role, reachGroupId: reach, validUntil }),
  grantToGroup: (actor, { group, role, reach }, validUntil) =>
    grantRole(actor, { groupId: group, roleId: role, reachGroupId: reach, validUntil }),
  changeGrant: async (actor, { user }, validUntil) => changeGrant(actor, { userId: user, grantId: await someGrant(user), validUntil }),
  endGrant: async (actor, { user }) => endGrant(actor, { userId: user, grantId: await someGrant(user) }),
  replaceRoles: (actor, { user, role }) => replaceRolesOfUser(actor, { userId: user, roleIds: [role] }),
  updateRole: async (actor, { role, names }) => updateRole(actor, { roleId: role, version: await versionOfRole(role), permissions: names }),
  createAndGive: async (actor, { user, names, reach }, validUntil) => {
    const { roleId } = await createRole(actor, { name: newId(), permissions: names })
    await grantRole(actor, { userId: user, roleId, reachGroupId: reach, validUntil })
  },
  addMember: (actor, { user, group, manager }, validUntil) =>
    addGroupMember(actor, { userId: user, groupId: group, role: manager ? 'manager' : 'member', validUntil }),
  addMembers: (actor, { user, group, manager }, validUntil) =>
    addGroupMembers(actor, { groupId: group, list: `u${user}`, role: manager ? 'manager' : 'member', validUntil }),
  changeMember: (actor, { user, group, manager }, validUntil) =>
    changeGroupMember(actor, { userId: user, groupId: group, version: 1, role: manager ? 'manager' : 'member', validUntil }),
  removeMember: (actor, { user, group }) => removeGroupMember(actor, { userId: user, groupId: group }),
  leave: (actor, { group }) => leaveGroup(actor, { groupId: group }),
  move: async (actor, { group, other }) => moveGroup(actor, { groupId: group, parentId: other, version: await versionOfGroup(group) }),
  createBelow: (actor, { group, user }) => createGroup(actor, { name: newId(), parentId: group, ownerId: user }),
  own: async (actor, { group, user }) => updateGroup(actor, { groupId: group, ownerId: user, version: await versionOfGroup(group) }),
  approve: (actor, { group }) => approveGroup(actor, { groupId: group }),
  trust: (actor, { group }) => trustGroup(actor, { groupId: group }),
}

/** The one who tries most: nearly all of it, everywhere or within a group, for ever or until a time. */
const strong = fc.record({
  reach: fc.option(someGroup, { freq: 1 }),
  until: fc.constantFrom(null, null, 2),
  missing: fc.subarray(CARRIED, { maxLength: 3 }),
})
type Strong = { reach: string | null; until: number | null; missing: string[] }

function withStrong({ roles, groups, members, grants }: Graph, { reach, missing }: Strong, until: Date | null): Graph {
  const [first, ...others] = roles as [Graph['roles'][number], ...Graph['roles']]
  const role = { ...first, holdsAll: false, permissions: CARRIED.filter((name) => !missing.includes(name)) }
  const own = { id: newId(), role: role.id, user: USERS[0] as string, group: null, reach, until }
  const fewer = grants.filter((grant, n) => n < 4 && !(grant.user === own.user && grant.role === role.id))
  return { roles: [role, ...others], groups, members: members.slice(0, 6), grants: [own, ...fewer] }
}

const attempts = fc.array(
  fc.record({
    road: fc.constantFrom(...Object.keys(ROADS)),
    byOther: fc.constantFrom(false, false, false, true),
    user: someUser,
    group: someGroup,
    other: someGroup,
    role: fc.constantFrom(...ROLES),
    reach: fc.option(someGroup),
    names: fc.subarray(CARRIED),
    manager: fc.boolean(),
    until: fc.constantFrom(null, 1, 2, 3),
  }),
  { minLength: 8, maxLength: 12 },
)

test('nobody comes to more, by any road, than whoever gave it could do there and for as long', { timeout: 240_000 }, async () => {
  await emptyTables()
  await writeUsers()
  const worked = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(planned(CARRIED), strong, attempts, async (plan, most, sequence) => {
      const now = new Date()
      await pool.query('delete from rate_limits')
      const at = (hours: number | null) => (hours === null ? null : new Date(now.getTime() + hours * 3_600_000))
      await write(withStrong(graphOf(plan, now), most, at(most.until)))
      for (const { road, byOther, ...attempt } of sequence) {
        const before = await state()
        const actor = USERS[byOther ? 1 : 0] as string
        try {
          await ROADS[road]?.(await actorFor(actor), attempt, at(attempt.until))
          worked.set(road, (worked.get(road) ?? 0) + 1)
        } catch (error) {
          if (!isAppError(error)) throw error
        }
        const after = await state()
        const gained = after.paths.filter((row) => !holds(before, row.user, row))
        expect(
          gained.filter((row) => !holds(placed(before, after), actor, row)),
          `${road} by ${actor}`,
        ).toEqual([])
      }
    }),
    { numRuns: 20 },
  )
  expect(
    [...worked.values()].reduce((sum, each) => sum + each, 0),
    'attempts that worked',
  ).toBeGreaterThan(20)
})

// Groups, members and requests for the stories about them, made by operations.

/** A name that no other story has. */
export const unique = (word: string) => `${word} ${Math.random().toString(36).slice(2, 8)}`
type World = typeof import('../lib/testing/world.ts')

/** A group with this name, below `parentId` when given; flags as they are wanted. */
export async function named(world: World, name: string, more: { parentId?: string; approved?: boolean; trusted?: boolean } = {}) {
  const { createGroup } = await import('../lib/groups/mutations.ts')
  const { approveGroup, trustGroup } = await import('../lib/groups/mutations-flags.ts')
  const { groupId } = await createGroup(world.system, { name, parentId: more.parentId ?? null })
  if (more.approved || more.trusted) await approveGroup(world.system, { groupId })
  if (more.trusted) await trustGroup(world.system, { groupId })
  return groupId
}

/** Puts somebody into a group. */
export async function addMember(world: World, groupId: string, userId: string, role: 'member' | 'manager' = 'member') {
  const { addGroupMember } = await import('../lib/groups/mutations-members.ts')
  await addGroupMember(world.system, { groupId, userId, role })
}

/** Gives a role, within a group when one is named. */
export async function giveRole(world: World, userId: string, roleId: string, reachGroupId: string | null = null) {
  const { grantRole } = await import('../lib/roles/mutations.ts')
  await grantRole(world.system, { userId, roleId, reachGroupId })
}

/** Somebody new who asks to join. */
export async function ask(world: World, groupId: string, reason: string) {
  const { requestToJoin } = await import('../lib/groups/mutations-requests.ts')
  const person = await world.person({ firstName: 'Ada', lastName: 'Asker', password: true })
  await requestToJoin(await world.actorFor(person.id), { groupId, reason })
  return person
}

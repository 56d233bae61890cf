import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { heldBy } from './held-by.ts'
import { byPermission, pathsHeld, type HeldPaths, type Path, type SeenGroup } from './paths.ts'
import { compareUsersInput, explainUserInput } from './schema.ts'

type Definition = { name: string; description: string; builtIn: boolean }
/** A permission that a user holds, with all the ways it came. */
export type EffectivePermission = { permission: string; description: string; builtIn: boolean; paths: Path[] }

const DEFINITIONS = raw<
  Definition[]
>`(select coalesce(jsonb_agg(jsonb_build_object('name', name, 'description', description, 'builtIn', built_in)
  order by built_in desc, name collate "C"), '[]') from permissions)`

const WORDS = (q: string) => q.toLocaleLowerCase('en').split(/\s+/).filter(Boolean)
const fits = ({ name, description }: Definition, words: readonly string[]) =>
  words.every((word) => `${name} ${description}`.toLocaleLowerCase('en').includes(word))

/**
 * Every permission that a user holds now, with all the ways it came, those of Gatehouse first; `q` narrows by name and description. An
 * inactive user's rights are told too: they wait for the account. NOT_FOUND when the user is out of reach; groups out of reach are not named.
 */
export const explainUser = defineQuery({
  name: 'explainUser',
  permission: 'role:read',
  input: explainUserInput,
  async run({ actor, sql }, { userId, q }) {
    const found = await raw<{ paths: HeldPaths; definitions: Definition[] }>`
      select ${pathsHeld(actor, raw`users.id`, heldBy(raw`users.id`))} as paths, ${DEFINITIONS} as definitions
      from users where users.id = ${userId}::uuid and ${usersWithin(actor, 'role:read')}`.execute(sql)
    if (!found.rows[0]) throw notFound('User')
    const paths = byPermission(found.rows[0].paths)
    const words = WORDS(q)
    const held = found.rows[0].definitions.filter(({ name }) => paths.has(name))
    const permissions = held
      .filter((definition) => fits(definition, words))
      .map(({ name, description, builtIn }): EffectivePermission => ({
        permission: name,
        description,
        builtIn,
        paths: paths.get(name) ?? [],
      }))
    return { permissions, total: held.length }
  },
})

/** Where somebody holds a permission: everywhere, or in these groups; `hiddenGroups` counts those that the viewer may not see. */
export type HeldWhere = { everywhere: boolean; groups: SeenGroup[]; hiddenGroups: number; roles: string[] }

function whereOf(paths: readonly Path[] | undefined): HeldWhere | null {
  if (!paths?.length) return null
  const groups = new Map(paths.flatMap(({ reach }) => (reach !== null && reach !== 'everywhere' ? [[reach.id, reach] as const] : [])))
  return {
    everywhere: paths.some(({ reach }) => reach === 'everywhere'),
    groups: [...groups.values()].sort((one, other) => one.name.localeCompare(other.name, 'en')),
    hiddenGroups: paths.filter(({ reach }) => reach === null).length,
    roles: [...new Set(paths.flatMap(({ role }) => (role ? [role.name] : [])))].sort((one, other) => one.localeCompare(other, 'en')),
  }
}

/** Two users side by side: each permission that one of them holds, with where and by which roles each does. NOT_FOUND when one is out of reach. */
export const compareUsers = defineQuery({
  name: 'compareUsers',
  permission: 'role:read',
  input: compareUsersInput,
  async run({ actor, sql }, { userIds }) {
    const found = await raw<{ id: string; username: string; fullName: string; paths: HeldPaths; definitions: Definition[] }>`
      select users.id, users.username, users.full_name as "fullName", ${pathsHeld(actor, raw`users.id`, heldBy(raw`users.id`))} as paths,
        ${DEFINITIONS} as definitions
      from users where users.id = any(${userIds}::uuid[]) and ${usersWithin(actor, 'role:read')}`.execute(sql)
    const users = userIds.map((userId) => {
      const user = found.rows.find(({ id }) => id === userId)
      if (!user) throw notFound('User')
      return { id: user.id, username: user.username, fullName: user.fullName, paths: byPermission(user.paths) }
    })
    const permissions = (found.rows[0]?.definitions ?? [])
      .map(({ name, description, builtIn }) => ({
        permission: name,
        description,
        builtIn,
        held: users.map(({ paths }) => whereOf(paths.get(name))),
      }))
      .filter(({ held }) => held.some((where) => where !== null))
    return { users: users.map(({ paths: _own, ...user }) => user), permissions }
  },
})

import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { ADMIN_ROLE_ID } from './built-in.ts'
import { IN_ORDER, rolesHeldBy, type HeldRole } from './held.ts'
import { listRolesInput, rolesOfUserInput } from './schema.ts'

/** A role, and whether the actor could give it everywhere, holding all that it allows. */
export type RoleSummary = { id: string; name: string; description: string; builtIn: boolean; givable: boolean }

/** The roles in their order, each with whether this actor could give it. */
function rolesFor(actor: Actor) {
  const held = [...actor.grants].flatMap(([permission, reach]) => (reach === 'everywhere' ? [permission] : []))
  return raw<RoleSummary>`
    select id, name, description, built_in as "builtIn",
      ${actor.kind === 'system'}::boolean or not exists (select from role_effective_permissions amounts
        where amounts.role_id = roles.id and amounts.permission <> all(${held}::text[])) as givable,
      row_number() over (order by (id = ${ADMIN_ROLE_ID}::uuid) desc, built_in desc, lower(name), id) as place
    from roles`
}

/** All roles by name, administrators first. */
export const listRoles = defineQuery({
  name: 'listRoles',
  permission: 'role:read',
  input: listRolesInput,
  async run({ actor, sql }) {
    const found = await raw<RoleSummary>`
      select id, name, description, "builtIn", givable from (${rolesFor(actor)}) as listed order by place`.execute(sql)
    return found.rows
  },
})

/**
 * The roles that a user holds now, directly and through groups, with who gave them and when, and all roles that there are to give, in
 * one round trip. NOT_FOUND when the user is out of reach.
 */
export const rolesOfUser = defineQuery({
  name: 'rolesOfUser',
  permission: 'role:read',
  input: rolesOfUserInput,
  async run({ actor, sql }, { userId }) {
    const found = await raw<{ held: HeldRole[] | null; roles: (RoleSummary & { place: number })[] }>`
      select (select jsonb_agg(to_jsonb(listed) order by ${IN_ORDER}) from (${rolesHeldBy(raw`users.id`)}) as listed) as held,
        (select jsonb_agg(to_jsonb(listed) order by place) from (${rolesFor(actor)}) as listed) as roles
      from users where id = ${userId}::uuid and ${usersWithin(actor, 'role:read')}`.execute(sql)
    if (!found.rows[0]) throw notFound('User')
    const { held, roles } = found.rows[0]
    return {
      held: (held ?? []).map((each) => ({
        ...each,
        validUntil: each.validUntil && new Date(each.validUntil),
        grantedAt: new Date(each.grantedAt),
      })),
      roles: roles.map(({ place: _order, ...role }): RoleSummary => role),
    }
  },
})

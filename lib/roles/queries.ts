import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { ADMIN_ROLE_ID } from './built-in.ts'
import { IN_ORDER, rolesHeldBy, type HeldRole } from './held.ts'
import { listRolesInput, rolesOfUserInput } from './schema.ts'

/** A role, and whether the actor could give it everywhere, holding all that it allows. */
export type RoleSummary = { id: string; name: string; description: string; builtIn: boolean; givable: boolean }

/** All roles by name, administrators first. */
export const listRoles = defineQuery({
  name: 'listRoles',
  permission: 'role:read',
  input: listRolesInput,
  async run({ actor, sql }) {
    const held = [...actor.grants].flatMap(([permission, reach]) => (reach === 'everywhere' ? [permission] : []))
    const found = await raw<RoleSummary>`
      select id, name, description, built_in as "builtIn",
        ${actor.kind === 'system'}::boolean or not exists (select from role_effective_permissions amounts
          where amounts.role_id = roles.id and amounts.permission <> all(${held}::text[])) as givable
      from roles order by (id = ${ADMIN_ROLE_ID}::uuid) desc, built_in desc, lower(name), id`.execute(sql)
    return found.rows
  },
})

/** The roles that a user holds now, directly and through groups, with who gave them and when. NOT_FOUND when out of reach. */
export const rolesOfUser = defineQuery({
  name: 'rolesOfUser',
  permission: 'role:read',
  input: rolesOfUserInput,
  async run({ actor, sql }, { userId }) {
    const found = await raw<{ known: boolean; roles: HeldRole[] | null }>`
      select true as known, (select jsonb_agg(to_jsonb(listed) order by ${IN_ORDER}) from (${rolesHeldBy(raw`users.id`)}) as listed) as roles
      from users where id = ${userId}::uuid and ${usersWithin(actor, 'role:read')}`.execute(sql)
    if (!found.rows[0]) throw notFound('User')
    return (found.rows[0].roles ?? []).map((held) => ({
      ...held,
      validUntil: held.validUntil && new Date(held.validUntil),
      grantedAt: new Date(held.grantedAt),
    }))
  },
})

import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { getAccountInput, myRolesInput, preferences } from './schema.ts'

const ACCOUNT = {
  id: true,
  username: true,
  email: true,
  emailVerifiedAt: true,
  firstName: true,
  lastName: true,
  fullName: true,
  organisation: true,
  bio: true,
  searchVisibility: true,
  emailPrivacy: true,
  publicProfile: true,
  preferences: true,
  passwordChangedAt: true,
  lastSignInAt: true,
  dateJoined: true,
  version: true,
} as const

/** One's own account, with everything that the account pages show and edit. */
export const getAccount = defineQuery({
  name: 'getAccount',
  permission: 'account:read',
  input: getAccountInput,
  async run({ actor, db }) {
    const found = actor.id ? await db.user.findUnique({ where: { id: actor.id }, select: ACCOUNT }) : null
    if (!found) throw notFound('Account')
    return { ...found, preferences: preferences.parse(found.preferences) }
  },
})

/** One role that one holds, once per way it came. `reach` null means everywhere; `viaGroup` names the group it comes from. */
export type OwnRole = {
  role: string
  description: string
  reach: string | null
  viaGroup: string | null
  validUntil: Date | null
  grantedAt: Date
  grantedByLabel: string
}

/** The roles that one holds now, directly and through groups, with who gave them and when. */
export const myRoles = defineQuery({
  name: 'myRoles',
  permission: 'account:read',
  input: myRolesInput,
  async run({ actor, sql }) {
    const found = await raw<OwnRole>`
      select role.name as role, role.description, reached.name as reach, holder.name as "viaGroup", held.valid_until as "validUntil",
        given.granted_at as "grantedAt", given.granted_by_label as "grantedByLabel"
      from effective_grants held
      join roles role on role.id = held.role_id
      join grants given on given.id = held.grant_id
      left join groups reached on reached.id = held.reach_group_id
      left join groups holder on holder.id = held.holder_group_id
      where held.user_id = ${actor.id}::uuid order by lower(role.name), given.granted_at, held.grant_id`.execute(sql)
    return found.rows
  },
})

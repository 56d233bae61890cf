import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { fieldsOf } from '../custom-fields/columns.ts'
import type { FieldOfUser } from '../custom-fields/rules.ts'
import { IN_ORDER, rolesHeldBy, rolesLatelyHeldBy, type HeldRole } from '../roles/held.ts'
import { preferencesOf } from './preferences.ts'
import { getAccountInput, myRolesInput, ownPreferences } from './schema.ts'

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

/** One's own account, with everything that the account pages show and edit: of extra fields those that are not only for administrators. `ownRowsPerPage` is null for who has not chosen a number. */
export const getAccount = defineQuery({
  name: 'getAccount',
  permission: 'account:read',
  input: getAccountInput,
  async run({ actor, db, sql }) {
    const [found, extra] = await Promise.all([
      actor.id ? db.user.findUnique({ where: { id: actor.id }, select: ACCOUNT }) : null,
      raw<{
        fields: FieldOfUser[]
      }>`select ${fieldsOf(raw`${actor.id}::uuid`, raw<boolean>`field.visible_to <> 'administrators'`)} as fields`.execute(sql),
    ])
    if (!found) throw notFound('Account')
    const ownRowsPerPage = ownPreferences.parse(found.preferences).rowsPerPage
    return { ...found, preferences: preferencesOf(found.preferences), ownRowsPerPage, fields: extra.rows[0]?.fields ?? [] }
  },
})

/** The roles that one holds, directly and through groups, with who gave them and when, then those that ended within the last 90 days. */
export const myRoles = defineQuery({
  name: 'myRoles',
  permission: 'account:read',
  input: myRolesInput,
  async run({ actor, sql }) {
    const own = raw`${actor.id}::uuid`
    const found = await raw<HeldRole>`
      select * from (${rolesHeldBy(own)} union all ${rolesLatelyHeldBy(own)}) as listed order by ${IN_ORDER}`.execute(sql)
    return found.rows
  },
})

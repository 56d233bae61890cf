import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { IN_ORDER, rolesHeldBy, type HeldRole } from '../roles/held.ts'
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

/** One's own account, with everything that the account pages show and edit. `ownRowsPerPage` is null for who has not chosen a number. */
export const getAccount = defineQuery({
  name: 'getAccount',
  permission: 'account:read',
  input: getAccountInput,
  async run({ actor, db }) {
    const found = actor.id ? await db.user.findUnique({ where: { id: actor.id }, select: ACCOUNT }) : null
    if (!found) throw notFound('Account')
    const ownRowsPerPage = ownPreferences.parse(found.preferences).rowsPerPage
    return { ...found, preferences: preferencesOf(found.preferences), ownRowsPerPage }
  },
})

/** The roles that one holds now, directly and through groups, with who gave them and when. */
export const myRoles = defineQuery({
  name: 'myRoles',
  permission: 'account:read',
  input: myRolesInput,
  async run({ actor, sql }) {
    const found = await raw<HeldRole>`
      select * from (${rolesHeldBy(raw`${actor.id}::uuid`)}) as listed order by ${IN_ORDER}`.execute(sql)
    return found.rows
  },
})

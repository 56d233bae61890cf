import { sql as raw, type RawBuilder } from 'kysely'
import { fieldsOf, valuesOf } from '../custom-fields/columns.ts'
import type { FieldDefinition, FieldOfUser, FieldValue } from '../custom-fields/rules.ts'
import type { LatestNotes } from '../notes/columns.ts'
import { sessionLimits } from '../sessions/limits.ts'
import type { UserStatus } from './schema.ts'

/** A user as lists show them. */
export type UserSummary = {
  id: string
  username: string
  email: string
  fullName: string
  organisation: string
  status: UserStatus
  emailVerified: boolean
  hasPassword: boolean
  privileged: boolean
  createdAt: Date
  lastSignInAt: Date | null
  dateJoined: Date
}

/** A user as the users list shows them: with the values of the extra fields that it shows, by their keys. */
export type ListedUser = UserSummary & { fields: Record<string, FieldValue> | null }

/** A user as their page shows them. */
export type UserDetail = UserSummary & {
  firstName: string
  lastName: string
  bio: string
  searchVisibility: 'public' | 'private'
  emailPrivacy: 'public' | 'private' | 'never'
  publicProfile: boolean
  extra: Record<string, unknown>
  /** All extra fields, with the user's value in each. */
  fields: FieldOfUser[]
  emailVerifiedAt: Date | null
  statusReason: string
  statusChangedAt: Date
  statusChangedByLabel: string
  statusBeforeDelete: UserStatus | null
  passwordChangedAt: Date | null
  updatedAt: Date
  version: number
  administrator: boolean
  openSessions: number
  /** Null for who may not read notes on this user. */
  notes: LatestNotes | null
  outranks: boolean
}

/**
 * Whether the user of the row holds a permission that administers others, as a condition on the table `users`. Which roles amount to one
 * is found out once; managing a group does. "offset 0" keeps the planner from reading everybody's grants, and all managers, at once: there
 * are as many as it likes, a user has few.
 */
export const PRIVILEGED = raw`(exists (
  select from (select role_id from effective_grants where effective_grants.user_id = users.id offset 0) held
  where held.role_id = any(array(select amounts.role_id from role_effective_permissions amounts
    join permissions definition on definition.name = amounts.permission and definition.privileged)))
  or exists (select from (select from group_managers where group_managers.user_id = users.id offset 0) managing))`

/** The columns of `UserSummary`; `privileged` means: holds a permission that administers others. */
export const SUMMARY = raw`users.id, username, email, full_name as "fullName", organisation, status::text as status,
  email_verified_at is not null as "emailVerified", password_hash is not null as "hasPassword", created_at as "createdAt",
  last_sign_in_at as "lastSignInAt", date_joined as "dateJoined",
  ${PRIVILEGED} as privileged`

/** The columns of `ListedUser`, with these extra fields. */
export const listed = (fields: readonly FieldDefinition[]) => raw`${SUMMARY}, ${valuesOf(fields)} as fields`

/** How many sessions of the user are open by the limits of this moment. "offset 0": whether the user is privileged is found out once. */
function openSessions(): RawBuilder<number> {
  const { idleMinutes, absoluteHours, privilegedIdleMinutes, privilegedAbsoluteHours } = sessionLimits()
  return raw<number>`(select count(*)::int from (select ${PRIVILEGED} as privileged offset 0) held join sessions on sessions.user_id = users.id
    where ended_at is null
      and last_seen_at > now() - make_interval(mins => case when held.privileged then ${privilegedIdleMinutes}::int else ${idleMinutes}::int end)
      and sessions.created_at > now() - make_interval(hours => case when held.privileged then ${privilegedAbsoluteHours}::int else ${absoluteHours}::int end))`
}

/** The columns of `UserDetail` but `outranks` and `notes`. */
export const detail =
  () => raw`${SUMMARY}, first_name as "firstName", last_name as "lastName", bio, search_visibility::text as "searchVisibility",
  email_privacy::text as "emailPrivacy", public_profile as "publicProfile", extra, ${fieldsOf(raw`users.id`)} as fields, email_verified_at as "emailVerifiedAt",
  status_reason as "statusReason", status_changed_at as "statusChangedAt", status_changed_by_label as "statusChangedByLabel",
  status_before_delete::text as "statusBeforeDelete", password_changed_at as "passwordChangedAt",
  updated_at as "updatedAt", version,
  exists (select from administrators where user_id = users.id) as administrator,
  ${openSessions()} as "openSessions"`

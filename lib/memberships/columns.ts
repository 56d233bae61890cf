import { sql as raw } from 'kysely'
import type { MembershipType } from '../core/actor.ts'
import type { UserStatus } from '../users/schema.ts'
import { DUE, VOTING } from './conditions.ts'

/** Whose membership it is, as lists name them. */
export type Member = { id: string; username: string; fullName: string; status: UserStatus }

/** A membership as lists show it. Days are UTC, such as 2026-03-14. */
export type MembershipSummary = {
  id: string
  user: Member
  type: MembershipType
  legalName: string
  preferredName: string
  city: string
  country: string
  votes: boolean
  lastVoteAffirmation: string | null
  /** Of a higher level, and votes. */
  voting: boolean
  /** Votes, and has to affirm it. */
  due: boolean
  createdAt: Date
}

/** A membership as its page shows it. */
export type MembershipDetail = MembershipSummary & {
  emailAddress: string
  region: string
  postalCode: string
  codeOfConduct: boolean
  announcements: boolean
  updatedAt: Date
  version: number
}

const MEMBER = raw`(select json_build_object('id', users.id, 'username', users.username, 'fullName', users.full_name, 'status', users.status)
  from users where users.id = memberships.user_id)`

/** A day as text, whatever the connection's style of dates. */
export const AFFIRMED_DAY = raw`to_char(last_vote_affirmation, 'YYYY-MM-DD')`

/** The columns of `MembershipSummary`. */
export const SUMMARY = raw`id, ${MEMBER} as "user", type::text as type, legal_name as "legalName", preferred_name as "preferredName",
  city, country, votes, ${AFFIRMED_DAY} as "lastVoteAffirmation", ${VOTING} as voting, ${DUE} as due, created_at as "createdAt"`

/** The columns of `MembershipDetail`. */
export const DETAIL = raw`${SUMMARY}, email_address as "emailAddress", region, postal_code as "postalCode",
  code_of_conduct as "codeOfConduct", announcements, updated_at as "updatedAt", version`

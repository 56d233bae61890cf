import { sql as raw } from 'kysely'
import { changesBetween, type AuditChanges } from '../audit/events.ts'
import type { Actor, MembershipType } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { Permission } from '../core/permissions.ts'
import { userInReach } from '../users/steps.ts'
import { AFFIRMED_DAY } from './columns.ts'
import { dayOf, whyNotCodeOfConduct, whyNotType } from './rules.ts'
import { MEMBERSHIP_FIELDS } from './schema.ts'
import { membershipsWithin } from './scope.ts'

/** What can be set of a membership. */
export type MembershipFields = {
  type: MembershipType
  legalName: string
  preferredName: string
  emailAddress: string
  city: string
  region: string
  country: string
  postalCode: string
  codeOfConduct: boolean
  announcements: boolean
  votes: boolean
}
/** Some of it, as inputs give it. */
export type MembershipEdit = { [K in keyof MembershipFields]?: MembershipFields[K] | undefined }
export type MembershipRecord = MembershipFields & { id: string; lastVoteAffirmation: string | null; version: number }

const RECORD = raw`id, type::text as type, legal_name as "legalName", preferred_name as "preferredName", email_address as "emailAddress", city, region,
  country, postal_code as "postalCode", code_of_conduct as "codeOfConduct", announcements, votes, ${AFFIRMED_DAY} as "lastVoteAffirmation", version`

/**
 * The membership of a user whose row the caller has locked, or null. That lock is what keeps two changes of one membership apart: every
 * mutation takes it first.
 */
export async function membershipOf(tx: Tx, userId: string): Promise<MembershipRecord | null> {
  const query = raw<MembershipRecord>`select ${RECORD} from memberships where user_id = ${userId}::uuid`
  return (await runIn(tx, query.compile(sql)))[0] ?? null
}

/** A membership with its user, who is locked. Throws NOT_FOUND, the same whether it is missing or out of reach. */
export async function membershipInReach(tx: Tx, actor: Actor, permission: Permission, membershipId: string) {
  const query = raw<{ userId: string }>`select user_id as "userId" from memberships
    where id = ${membershipId}::uuid and ${membershipsWithin(actor, permission)}`
  const [found] = await runIn(tx, query.compile(sql))
  if (!found) throw notFound('Membership')
  const user = await userInReach(tx, actor, permission, found.userId)
  const membership = await membershipOf(tx, user.id)
  // Deleted while this waited for the lock, or deleted and begun anew.
  if (membership?.id !== membershipId) throw notFound('Membership')
  return { user, membership }
}

/** One's own id, with one's row locked. FORBIDDEN for whoever is no user. */
export async function lockOwnUser(tx: Tx, actor: Actor): Promise<string> {
  if (!actor.id) throw new AppError('FORBIDDEN', 'Only somebody who is signed in can do this. Nothing was changed.')
  await tx.$queryRaw`select id from users where id = ${actor.id}::uuid for update`
  return actor.id
}

/** Throws RULE when the type may not become this one. Only the system may write what an older system knew. */
export function insistOnType(actor: Actor, wanted: MembershipType, current: MembershipType | null): void {
  if (actor.kind !== 'system') refuse(whyNotType(wanted, current))
}

const instantOf = (day: string | null) => (day === null ? null : new Date(`${day}T00:00:00Z`))
/** Saying for the first time that one votes affirms it, as python.org does. */
const affirmedWith = ({ votes, lastVoteAffirmation }: { votes: boolean; lastVoteAffirmation: string | null }) =>
  votes && lastVoteAffirmation === null ? dayOf(new Date()) : lastVoteAffirmation

/** Adds a membership and gives its id. A second one for the same user is a CONFLICT, by the unique index: also of two at the same instant. */
export async function insertMembership(tx: Tx, userId: string, fields: MembershipFields): Promise<string> {
  const id = newId()
  const lastVoteAffirmation = instantOf(affirmedWith({ ...fields, lastVoteAffirmation: null }))
  await tx.membership.create({ data: { id, userId, ...fields, lastVoteAffirmation }, select: { id: true } })
  return id
}

/** The fields of a new membership as the log has them; what is empty or "no" is left out. */
export const createdFields = (fields: MembershipFields): AuditChanges =>
  Object.fromEntries(
    MEMBERSHIP_FIELDS.flatMap((name) =>
      fields[name] === '' || fields[name] === false ? [] : [[name, { before: null, after: fields[name] }]],
    ),
  )

const DIFFERING = [...MEMBERSHIP_FIELDS, 'lastVoteAffirmation'] as const

/**
 * Writes what differs, and the affirmation that follows from a first `votes`. Gives the changes for the log; none means that nothing was
 * written. Throws RULE when an accepted code of conduct would be taken back.
 */
export async function writeMembership(tx: Tx, membership: MembershipRecord, edit: MembershipEdit): Promise<AuditChanges> {
  const meant = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined)) as Partial<MembershipFields>
  const after = { ...membership, ...meant }
  refuse(whyNotCodeOfConduct(after.codeOfConduct, membership.codeOfConduct))
  after.lastVoteAffirmation = affirmedWith(after)
  const changes = changesBetween<Record<string, unknown>>(membership, after, DIFFERING)
  if (Object.keys(changes).length === 0) return changes
  const { count } = await tx.membership.updateMany({
    where: { id: membership.id, version: membership.version },
    data: { ...meant, lastVoteAffirmation: instantOf(after.lastVoteAffirmation), updatedAt: new Date(), version: { increment: 1 } },
  })
  if (count !== 1) throw new Error('The membership changed although its user was locked.')
  return changes
}

/** Refuses a stale edit (CONFLICT, reason STALE) with what is saved now where it differs from what was typed. */
export function insistOnVersion(membership: MembershipRecord, seen: number, edit: MembershipEdit): void {
  if (membership.version === seen) return
  const differing = MEMBERSHIP_FIELDS.filter((name) => edit[name] !== undefined && edit[name] !== membership[name])
  throw new AppError(
    'CONFLICT',
    'This membership was changed elsewhere while you were editing. Nothing was saved; check the fields and save again to keep what you typed.',
    {
      reason: 'STALE',
      fields: Object.fromEntries(differing.map((name) => [name, [`Saved now: “${String(membership[name])}”.`]])),
      current: { version: membership.version },
    },
  )
}

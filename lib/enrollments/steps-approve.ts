// The one way in which enrollments become users.
import { recordAudit } from '../audit/record.ts'
import { requestCertificatesFor } from '../certificates/steps.ts'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { newId } from '../core/id.ts'
import type { Permission } from '../core/permissions.ts'
import { memberDetail } from '../groups/steps-members.ts'
import { labelOf as userLabelOf } from '../users/rules.ts'
import type { EnrollmentRecord } from './columns.ts'
import { missingOf, whyNotComplete } from './rules.ts'
import { poolDetail, targetOf } from './steps.ts'
import { givenTo, placesOf, whyNotGive, type KnownWhyNot, type Places } from './steps-give.ts'
import { mailApproved } from './steps-mail.ts'
import { insertUsers, refuseTaken, type Approved } from './steps-users.ts'
import type { Outcome } from './views.ts'

/** How enrollments are approved. `passwordHash`: of the one applicant who has chosen a password, so that no mail is needed. */
export type Approval = {
  note: string
  noteShared: boolean
  /** Nobody looked at it: the pool lets people in by itself, in its owner's name. */
  automatic?: boolean
  passwordHash?: string | null
  /** Says what would become of each and writes nothing. */
  preview?: boolean
}

const fullNameOf = ({ firstName, lastName }: EnrollmentRecord) => `${firstName} ${lastName}`.trim()
const userTarget = (user: Approved) => ({
  type: 'user' as const,
  id: user.userId,
  label: userLabelOf({ username: user.username, fullName: fullNameOf(user) }),
})
const MEMBER = { role: 'member', validUntil: null } as const

/**
 * What lets this actor approve it. An invitation names one person, so whoever may invite there has answered for them; or may approve there,
 * as whoever answered an access request with it.
 */
const permissionsFor = (actor: Actor, { source, pool }: EnrollmentRecord): readonly Permission[] =>
  source === 'invitation' && actor.id === pool?.ownerId ? ['enrollment:invite', 'enrollment:approve'] : ['enrollment:approve']

/** Those that the actor cannot approve as they are, each with the reason. */
async function judge(tx: Tx, actor: Actor, enrollments: readonly EnrollmentRecord[], places: Places): Promise<Map<string, Outcome>> {
  const refused = new Map<string, Outcome>()
  const known: KnownWhyNot = new Map()
  for (const one of enrollments) {
    const incomplete = whyNotComplete(missingOf(one, one.pool))
    let why: Outcome | null = incomplete && { done: false, code: 'RULE', ...incomplete }
    if (!why)
      for (const permission of permissionsFor(actor, one))
        if ((why = await whyNotGive(tx, actor, one, places, known, permission)) === null) break
    if (why) refused.set(one.id, why)
  }
  return refused
}

async function putIntoGroups(tx: Tx, actor: Actor, approved: readonly Approved[], places: Places) {
  const members = approved.flatMap((user) => givenTo(user, places).groups.map((group) => ({ user, group })))
  if (members.length === 0) return
  await tx.$executeRaw`insert into group_members (group_id, user_id, added_by_id, added_by_label)
    select group_id, user_id, ${actor.id}::uuid, ${actor.label}
    from unnest(${members.map(({ group }) => group.id)}::uuid[], ${members.map(({ user }) => user.userId)}::uuid[]) as given (group_id, user_id)`
  const entries = members.map(({ user, group }) => ({ target: userTarget(user), detail: memberDetail(group, MEMBER) }))
  await recordAudit(tx, actor, 'group.member-added', entries)
}

async function giveRoles(tx: Tx, actor: Actor, approved: readonly Approved[], places: Places) {
  const grants = approved.flatMap((user) => givenTo(user, places).roles.map((role) => ({ id: newId(), user, role })))
  if (grants.length === 0) return
  await tx.$executeRaw`insert into grants (id, user_id, role_id, reach_group_id, granted_by_id, granted_by_label)
    select id, user_id, role_id, reach_group_id, ${actor.id}::uuid, ${actor.label}
    from unnest(${grants.map(({ id }) => id)}::uuid[], ${grants.map(({ user }) => user.userId)}::uuid[], ${grants.map(({ role }) => role.roleId)}::uuid[],
      ${grants.map(({ role }) => role.reachGroupId)}::uuid[]) as given (id, user_id, role_id, reach_group_id)`
  const entries = grants.map(({ user, role }) => ({
    target: userTarget(user),
    detail: { role: role.role, reach: role.reach, validUntil: null },
  }))
  await recordAudit(tx, actor, 'role.granted', entries)
}

const CREATED = ['username', 'email', 'firstName', 'lastName', 'organisation'] as const

async function recordUsers(tx: Tx, actor: Actor, approved: readonly Approved[]) {
  const entries = approved.map((user) => ({
    target: userTarget(user),
    detail: { source: 'enrollment' as const },
    changes: Object.fromEntries(CREATED.flatMap((name) => (user[name] === '' ? [] : [[name, { before: null, after: user[name] }]]))),
  }))
  await recordAudit(tx, actor, 'user.created', entries)
}

async function settle(tx: Tx, actor: Actor, approved: readonly Approved[], { note, noteShared, automatic = false }: Approval) {
  const settled =
    await tx.$executeRaw`update enrollments set state = 'APPROVED', user_id = given.user_id, decided_at = now(), decided_by_id = ${actor.id}::uuid,
      decided_by_label = ${actor.label}, note = ${note}, note_shared = ${noteShared}, ready_at = coalesce(ready_at, now()), sealed_approval_code = null,
      updated_at = now(), version = version + 1
    from unnest(${approved.map(({ id }) => id)}::uuid[], ${approved.map(({ userId }) => userId)}::uuid[]) as given (id, user_id)
    where enrollments.id = given.id and enrollments.state = 'PENDING'`
  if (settled !== approved.length) throw new Error('An enrollment changed although it was locked.')
  const entries = approved.map((one) => ({
    target: targetOf(one),
    detail: { ...poolDetail(one.pool), userId: one.userId, automatic },
    reason: note,
  }))
  await recordAudit(tx, actor, 'enrollment.approved', entries)
}

/** A certificate where the pool gives one at once, or where the applicant brought a key and the pool takes it. */
const wantsCertificate = ({ certificate, csr }: EnrollmentRecord) =>
  certificate === 'on_approval' || (certificate === 'on_request' && csr !== '')

/**
 * Makes users of enrollments, which must be locked and waiting, in the actor's name and within the actor's rights: user, groups, roles,
 * certificate, audit rows, and one mail with the link to set a password, all in the caller's transaction and set-based. What cannot be
 * approved is left untouched and comes back with its reason; the others are not held up by it. FORBIDDEN REAUTHENTICATE is thrown when
 * what they give needs a fresh factor.
 */
export async function approveMany(
  tx: Tx,
  actor: Actor,
  enrollments: readonly EnrollmentRecord[],
  approval: Approval,
): Promise<Map<string, Outcome>> {
  const places = await placesOf(tx, enrollments)
  const outcomes = await judge(tx, actor, enrollments, places)
  const good = enrollments.filter(({ id }) => !outcomes.has(id))
  if (good.length === 0) return outcomes
  if (approval.preview) {
    const refused = await refuseTaken(tx, good)
    for (const { id } of good) outcomes.set(id, refused.get(id) ?? { done: true, state: 'APPROVED', userId: null })
    return outcomes
  }
  const { approved, refused } = await insertUsers(tx, actor, good, approval.passwordHash ?? null)
  for (const [id, why] of refused) outcomes.set(id, why)
  if (approved.length === 0) return outcomes
  await recordUsers(tx, actor, approved)
  await putIntoGroups(tx, actor, approved, places)
  await giveRoles(tx, actor, approved, places)
  await settle(tx, actor, approved, approval)
  if (!approval.passwordHash) await mailApproved(tx, approved, approval.noteShared ? approval.note : '')
  await requestCertificatesFor(
    tx,
    actor,
    approved
      .filter(wantsCertificate)
      .map((user) => ({ id: user.userId, username: user.username, label: userTarget(user).label, csr: user.csr })),
  )
  for (const { id, userId } of approved) outcomes.set(id, { done: true, state: 'APPROVED', userId })
  return outcomes
}

import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { defineMutation, type Audit } from '../core/operation.ts'
import { keepingAnAdministrator } from '../roles/steps.ts'
import { renewInvitations } from '../users/steps-create.ts'
import { userInReach } from '../users/steps.ts'
import { directionOf, isSameMembership, whyNotAdd, whyNotRenew } from './rules.ts'
import {
  addGroupMemberInput,
  addGroupMembersInput,
  changeGroupMemberInput,
  leaveGroupInput,
  removeGroupMemberInput,
  renewGroupMemberInput,
  type MemberRole,
} from './schema.ts'
import { groupInReach, type GroupRecord } from './steps.ts'
import { capturedBy, insistOnNotCaptured } from './steps-capture.ts'
import { resultsOf, usersNamed } from './steps-lines.ts'
import {
  changeMember,
  memberDetail,
  memberOf,
  membersAmong,
  putMembers,
  settleRequests,
  userTarget,
  withdrawRequestOf,
  type MemberRecord,
} from './steps-members.ts'
import { carriedBy, insistOnMayGiveRights, insistOnMayTakeRights } from './steps-rights.ts'

type Wanted = { role: MemberRole; validUntil: Date | null }

/**
 * Adds a user to a group, as a member or a manager, for ever or until a time; who was in it until an end that has passed is in it anew. The
 * same again changes nothing; another role or end is a CONFLICT (OTHER_MEMBERSHIP), to be changed with `changeGroupMember`. Nobody adds
 * users whom they may not look up, or who would come under their own rights (RULE CAPTURE), nor gives what they do not hold. A request that
 * was waiting is approved by it.
 */
export const addGroupMember = defineMutation({
  name: 'addGroupMember',
  permission: 'group:manage-members',
  input: addGroupMemberInput,
  async run({ actor, tx, audit }, { groupId, userId, ...wanted }) {
    const group = await groupInReach(tx, actor, 'group:manage-members', groupId)
    const user = await userInReach(tx, actor, 'user:read', userId)
    refuse(whyNotAdd(user))
    const present = await memberOf(tx, groupId, userId)
    if (present && !present.ended) {
      if (isSameMembership(present, wanted)) return (audit.unchanged(), { changed: false })
      const message = 'This user is in the group already, with another role or end. Nothing was changed. Change the membership instead.'
      throw new AppError('CONFLICT', message, {
        reason: 'OTHER_MEMBERSHIP',
        current: { role: present.role, validUntil: present.validUntil?.toISOString() ?? null, memberVersion: present.version },
      })
    }
    await insistOnNotCaptured(tx, actor, groupId, userId)
    const gives = await insistOnMayGiveRights(tx, actor, carriedBy(group, wanted), 'add members to this group')
    await putMembers(tx, actor, groupId, [userId], wanted)
    await audit.record('group.member-added', { target: userTarget(user), detail: memberDetail(group, wanted) })
    await settleRequests(tx, actor, group, [user], wanted.validUntil)
    if (gives) await renewInvitations(tx, [user])
    return { changed: true }
  },
})

/**
 * Adds up to 1,000 users, named by e-mail address or username one per line, to a group, set-based. Every line gets its result: `added`,
 * `changed` (their time was over, and they are in it anew), `unchanged`, or `refused` with the reason: nobody of that name whom the actor
 * may look up, in the trash, captured, or in the group with another role or end. The rules of `addGroupMember` hold; what the group gives is
 * asked about once, for all.
 */
export const addGroupMembers = defineMutation({
  name: 'addGroupMembers',
  permission: 'group:manage-members',
  input: addGroupMembersInput,
  limit: { points: 60, seconds: 60 },
  timeoutSeconds: 60,
  async run({ actor, tx, audit }, { groupId, list, ...wanted }) {
    const group = await groupInReach(tx, actor, 'group:manage-members', groupId)
    const named = await usersNamed(tx, actor, list)
    const ids = [...new Set(named.flatMap(({ user }) => (user ? [user.id] : [])))]
    const present = new Map((await membersAmong(tx, groupId, ids)).map((row) => [row.userId, row]))
    const results = resultsOf(named, present, await capturedBy(tx, actor, groupId, ids), wanted)
    const putIds = new Set(
      results.flatMap(({ result, userId }) => (userId && (result === 'added' || result === 'changed') ? [userId] : [])),
    )
    const users = [...new Map(named.flatMap(({ user }) => (user && putIds.has(user.id) ? [[user.id, user] as const] : []))).values()]
    if (users.length === 0) audit.unchanged()
    else {
      const gives = await insistOnMayGiveRights(tx, actor, carriedBy(group, wanted), 'add members to this group')
      await putMembers(tx, actor, groupId, [...putIds], wanted)
      await audit.recordMany(
        'group.member-added',
        users.map((user) => ({ target: userTarget(user), detail: memberDetail(group, wanted) })),
      )
      await settleRequests(tx, actor, group, users, wanted.validUntil)
      if (gives) await renewInvitations(tx, users)
    }
    const count = (of: string) => results.filter(({ result }) => result === of).length
    return { results, added: count('added'), changed: count('changed'), unchanged: count('unchanged'), refused: count('refused') }
  },
})

/** The membership to act on, once its group is known to be in reach. Whoever is not in the group is NOT_FOUND, like an unknown user. */
async function presentMember(tx: Tx, groupId: string, userId: string): Promise<MemberRecord> {
  const present = await memberOf(tx, groupId, userId)
  if (!present) throw notFound('Member')
  return present
}

async function userOf(tx: Tx, userId: string) {
  const { passwordHash, ...user } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { id: true, username: true, email: true, fullName: true, status: true, passwordHash: true },
  })
  return { ...user, hasPassword: passwordHash !== null }
}

const iso = (at: Date | null) => at?.toISOString() ?? null

/** Changes what somebody is in a group, by the rule for what that gives and for what it takes. The rows must be locked. */
async function change(tx: Tx, actor: Actor, audit: Audit, group: GroupRecord, present: MemberRecord, wanted: Wanted) {
  if (isSameMembership(present, wanted)) return (audit.unchanged(), { changed: false, version: present.version })
  const user = await userOf(tx, present.userId)
  const { gives, takes } = directionOf(present, wanted)
  if (takes) await insistOnMayTakeRights(tx, actor, carriedBy(group, present), 'change this member')
  if (gives) {
    refuse(whyNotAdd(user))
    if (present.ended) await insistOnNotCaptured(tx, actor, group.id, user.id)
    const any = await insistOnMayGiveRights(tx, actor, carriedBy(group, wanted), 'change this member')
    if (any) await renewInvitations(tx, [user])
  }
  const { version } = takes
    ? await keepingAnAdministrator(tx, () => changeMember(tx, group.id, user.id, wanted))
    : await changeMember(tx, group.id, user.id, wanted)
  const changes = {
    ...(present.role === wanted.role ? {} : { role: { before: present.role, after: wanted.role } }),
    ...(iso(present.validUntil) === iso(wanted.validUntil)
      ? {}
      : { validUntil: { before: iso(present.validUntil), after: iso(wanted.validUntil) } }),
  }
  await audit.record('group.member-changed', { target: userTarget(user), detail: memberDetail(group, wanted), changes })
  return { changed: true, version }
}

/**
 * Changes a member's role or end; absent fields stay, an end of null means never. Refuses a stale `version` (CONFLICT, STALE). What becomes
 * more is a gift, what becomes less is taken: the actor must hold either.
 */
export const changeGroupMember = defineMutation({
  name: 'changeGroupMember',
  permission: 'group:manage-members',
  input: changeGroupMemberInput,
  async run({ actor, tx, audit }, { groupId, userId, version, role, validUntil }) {
    const group = await groupInReach(tx, actor, 'group:manage-members', groupId)
    const present = await presentMember(tx, groupId, userId)
    if (present.version !== version)
      throw new AppError(
        'CONFLICT',
        'Somebody changed this membership while you were looking. Nothing of yours was saved; check and save again.',
        {
          reason: 'STALE',
          current: { version: present.version, role: present.role, validUntil: iso(present.validUntil) },
        },
      )
    const wanted = { role: role ?? present.role, validUntil: validUntil === undefined ? present.validUntil : validUntil }
    if (present.ended && validUntil === undefined)
      throw new AppError('RULE', 'This membership has ended. Nothing was changed. Renew it with a new end, or none.', { reason: 'ENDED' })
    return change(tx, actor, audit, group, present, wanted)
  },
})

/** Moves the end of a membership to a later time, or takes it away; also for one that has ended (RULE CAPTURE). RULE NOT_LATER otherwise. */
export const renewGroupMember = defineMutation({
  name: 'renewGroupMember',
  permission: 'group:manage-members',
  input: renewGroupMemberInput,
  async run({ actor, tx, audit }, { groupId, userId, validUntil }) {
    const group = await groupInReach(tx, actor, 'group:manage-members', groupId)
    const present = await presentMember(tx, groupId, userId)
    if (!isSameMembership(present, { role: present.role, validUntil })) refuse(whyNotRenew(present, validUntil))
    return change(tx, actor, audit, group, present, { role: present.role, validUntil })
  },
})

/**
 * Removes somebody from a group at once. Not in it: nothing changes. What they had from it is taken from them, so the actor must hold that;
 * the last administrator stays. Members without rights from it can be removed by every manager.
 */
export const removeGroupMember = defineMutation({
  name: 'removeGroupMember',
  permission: 'group:remove-members',
  input: removeGroupMemberInput,
  async run({ actor, tx, audit }, { groupId, userId }) {
    const group = await groupInReach(tx, actor, 'group:remove-members', groupId)
    const present = await memberOf(tx, groupId, userId)
    if (!present) return (audit.unchanged(), { changed: false })
    await keepingAnAdministrator(tx, async () => {
      if (!present.ended) await insistOnMayTakeRights(tx, actor, carriedBy(group, present), 'remove this member')
      await tx.groupMember.deleteMany({ where: { groupId, userId } })
    })
    await audit.record('group.member-removed', { target: userTarget(await userOf(tx, userId)), detail: memberDetail(group, present) })
    return { changed: true }
  },
})

/** Leaves a group: one's own choice, whatever the group gives. The last administrator stays. NOT_FOUND for who is not in it. */
export const leaveGroup = defineMutation({
  name: 'leaveGroup',
  permission: 'account:update',
  input: leaveGroupInput,
  async run({ actor, tx, audit }, { groupId }) {
    if (!actor.id) throw notFound('Group')
    const userId = actor.id
    const [group] = await tx.$queryRaw<
      { id: string; name: string }[]
    >`select id::text as id, name from groups where id = ${groupId}::uuid for no key update`
    await withdrawRequestOf(tx, actor, groupId, userId)
    const present = group ? await memberOf(tx, groupId, userId) : null
    if (!group || !present) throw notFound('Group')
    await keepingAnAdministrator(tx, () => tx.groupMember.deleteMany({ where: { groupId, userId } }))
    await audit.record('group.member-left', { target: userTarget(await userOf(tx, userId)), detail: memberDetail(group, present) })
    return { changed: true }
  },
})

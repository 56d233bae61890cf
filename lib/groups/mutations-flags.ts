// The flags of seed 000: each changed by its own operation and holders of its permission only, and all idempotent.
import { refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { whyNotTrust } from './rules.ts'
import { groupIdInput } from './schema.ts'
import { groupInReach, targetOf } from './steps.ts'
import { addedByTrust, insistOnMayGiveRights } from './steps-rights.ts'

const touched = (flags: { approved?: boolean; trusted?: boolean }) => ({ ...flags, updatedAt: new Date() })

/** Lists a group publicly and opens it to requests to join. Approved already: nothing changes. */
export const approveGroup = defineMutation({
  name: 'approveGroup',
  permission: 'group:approve',
  input: groupIdInput,
  async run({ actor, tx, audit }, { groupId }) {
    const group = await groupInReach(tx, actor, 'group:approve', groupId)
    if (group.approved) return (audit.unchanged(), { changed: false })
    await tx.group.update({ where: { id: groupId }, data: touched({ approved: true }), select: { id: true } })
    await audit.record('group.approved', { target: targetOf(group), detail: {} })
    return { changed: true }
  },
})

/** Takes a group from the public list; it is not trusted any more either. Members and waiting requests stay. */
export const revokeGroupApproval = defineMutation({
  name: 'revokeGroupApproval',
  permission: 'group:approve',
  input: groupIdInput,
  async run({ actor, tx, audit }, { groupId }) {
    const group = await groupInReach(tx, actor, 'group:approve', groupId)
    if (!group.approved) return (audit.unchanged(), { changed: false, trustRevoked: false })
    await tx.group.update({ where: { id: groupId }, data: touched({ approved: false, trusted: false }), select: { id: true } })
    await audit.record('group.approval-revoked', { target: targetOf(group), detail: { trustRevoked: group.trusted } })
    return { changed: true, trustRevoked: group.trusted }
  },
})

/**
 * Lets the managers of an approved group decide who comes in. That gives them rights, so the actor must hold those within the group, and
 * without an end: later managers have them too.
 */
export const trustGroup = defineMutation({
  name: 'trustGroup',
  permission: 'group:trust',
  input: groupIdInput,
  sensitive: true,
  async run({ actor, tx, audit }, { groupId }) {
    const group = await groupInReach(tx, actor, 'group:trust', groupId)
    refuse(whyNotTrust(group))
    if (group.trusted) return (audit.unchanged(), { changed: false })
    await insistOnMayGiveRights(tx, actor, addedByTrust(groupId), 'trust this group')
    await tx.group.update({ where: { id: groupId }, data: touched({ trusted: true }), select: { id: true } })
    await audit.record('group.trusted', { target: targetOf(group), detail: {} })
    return { changed: true }
  },
})

/** Takes from the managers of a group what trust gave them. Not trusted: nothing changes. */
export const revokeGroupTrust = defineMutation({
  name: 'revokeGroupTrust',
  permission: 'group:trust',
  input: groupIdInput,
  async run({ actor, tx, audit }, { groupId }) {
    const group = await groupInReach(tx, actor, 'group:trust', groupId)
    if (!group.trusted) return (audit.unchanged(), { changed: false })
    await tx.group.update({ where: { id: groupId }, data: touched({ trusted: false }), select: { id: true } })
    await audit.record('group.trust-revoked', { target: targetOf(group), detail: {} })
    return { changed: true }
  },
})

import type { Actor } from '../core/actor.ts'
import { isAppError, refuse } from '../core/errors.ts'
import type { Tx } from '../core/db.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { defineMutation } from '../core/operation.ts'
import { poolsToPause } from '../enrollment-pools/steps-deletion.ts'
import { keepingAnAdministrator } from '../roles/steps.ts'
import { renewInvitations } from '../users/steps-create.ts'
import { whyNotConfirmed, whyNotDelete, whyNotMove } from './rules.ts'
import { deleteGroupInput, moveGroupInput } from './schema.ts'
import { chainOf, groupInReach, insistOnParent, nameOf, targetOf, type GroupRecord } from './steps.ts'
import { unprovenMembers, whatGoesWith } from './steps-tree.ts'
import { changedMeanwhile } from './steps-stale.ts'
import { carriedFromAbove, insistOnMayGiveRights, insistOnMayTakeRights, lostWith } from './steps-rights.ts'
import type { DeletionPreview } from './views.ts'

/**
 * Puts a group with all below it under another one, or (null) at the top. The actor must be able to edit both; and must hold what its members
 * get from the new place, what they lose with the old one, and what holders and managers of those above get or lose over them. RULE CYCLE
 * when the other one is inside it, also when two moves race.
 */
export const moveGroup = defineMutation({
  name: 'moveGroup',
  permission: 'group:update',
  input: moveGroupInput,
  sensitive: true,
  async run({ actor, tx, audit }, { groupId, version, parentId }) {
    const group = await groupInReach(tx, actor, 'group:update', groupId)
    if (group.version !== version) throw await changedMeanwhile(tx, group, version)
    if (group.parentId === parentId) return (audit.unchanged(), { changed: false, version })
    await insistOnParent(tx, actor, 'group:update', parentId)
    // One move at a time: what is above is then what it was when the rights were looked at, and two moves never make a circle.
    await keepingAnAdministrator(tx, () => move(tx, actor, group, parentId))
    await audit.record('group.moved', {
      target: targetOf(group),
      detail: { from: await nameOf(tx, group.parentId), to: await nameOf(tx, parentId) },
    })
    return { changed: true, version: version + 1 }
  },
})

async function move(tx: Tx, actor: Actor, group: GroupRecord, parentId: string | null) {
  const [before, after] = [await chainOf(tx, group.parentId), await chainOf(tx, parentId)]
  refuse(whyNotMove(group.id, after))
  const gained = after.filter((id) => !before.includes(id))
  const lost = before.filter((id) => !after.includes(id))
  await insistOnMayTakeRights(tx, actor, carriedFromAbove(group.id, lost), 'move this group away from where it is')
  const given = await insistOnMayGiveRights(tx, actor, carriedFromAbove(group.id, gained), 'move this group there')
  await tx.group.update({
    where: { id: group.id },
    data: { parentId, updatedAt: new Date(), version: { increment: 1 } },
    select: { id: true },
  })
  if (given) await renewInvitations(tx, await unprovenMembers(tx, group.id))
}

/** The refusal that deleting would meet for the rights that go with the group, or null. */
async function whyNotLose(tx: Tx, actor: Actor, group: GroupRecord) {
  try {
    await insistOnMayTakeRights(tx, actor, lostWith(group), 'delete this group')
    return null
  } catch (error) {
    if (!isAppError(error) || error.code !== 'RULE') throw error
    return { reason: error.detail.reason ?? error.code, message: error.message }
  }
}

/**
 * Deletes a group that has none below it, with its memberships, requests, the roles that it holds and the grants that are limited to it.
 * Enrollment pools for it are paused, and its open invitations let nobody in.
 * `preview` counts what goes and says why not, and deletes nothing. The name must be typed. The actor must hold all that others lose.
 */
export const deleteGroup = defineMutation({
  name: 'deleteGroup',
  permission: 'group:delete',
  input: deleteGroupInput,
  before: async (actor, { preview }) => {
    if (!preview) requireFreshFactor(actor)
  },
  timeoutSeconds: 60,
  async run({ actor, tx, audit }, { groupId, preview, name }): Promise<DeletionPreview | { preview: false; deleted: true }> {
    const group = await groupInReach(tx, actor, 'group:delete', groupId)
    const goes = await whatGoesWith(tx, groupId)
    if (preview) {
      audit.unchanged()
      return { preview: true, ...goes, whyNot: whyNotDelete(goes) ?? (await whyNotLose(tx, actor, group)) }
    }
    refuse(whyNotDelete(goes))
    refuse(whyNotConfirmed(group, name))
    const paused = await poolsToPause(tx, groupId)
    await keepingAnAdministrator(tx, async () => {
      await insistOnMayTakeRights(tx, actor, lostWith(group), 'delete this group')
      await tx.$executeRaw`delete from groups where id = ${groupId}::uuid`
    })
    const { members, grantsHeld, grantsLimited, requests } = goes
    await audit.record('group.deleted', { target: targetOf(group), detail: { members, grants: grantsHeld + grantsLimited, requests } })
    if (paused.length > 0)
      await audit.recordMany(
        'enrollment-pool.paused',
        paused.map((target) => ({ target, detail: {}, reason: `The group ${group.name} was deleted` })),
      )
    return { preview: false, deleted: true }
  },
})

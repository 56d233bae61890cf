import { changesBetween } from '../audit/events.ts'
import { AppError, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { whyNotOneMore } from './rules.ts'
import { createSavedViewInput, deleteSavedViewInput, updateSavedViewInput } from './schema.ts'
import { insistOnRole, lockOwner, ownerIdOf, viewToChange } from './steps.ts'

const targetOf = (id: string, name: string) => ({ type: 'saved-view' as const, id, label: name })

/**
 * Keeps filters, order and columns of a list under a name of one's own, and shares them with a role if one is named: one that the actor
 * holds, or any for those who may see all roles. At most 100. A name that one has already: CONFLICT.
 */
export const createSavedView = defineMutation({
  name: 'createSavedView',
  permission: 'user:read',
  input: createSavedViewInput,
  async run({ actor, tx, audit }, { list, name, search, sharedRoleId }) {
    const ownerId = ownerIdOf(actor)
    await lockOwner(tx, ownerId)
    refuse(whyNotOneMore(await tx.savedView.count({ where: { ownerId } })))
    const sharedWith = await insistOnRole(tx, actor, sharedRoleId)
    const id = newId()
    await tx.savedView.create({ data: { id, list, name, search, ownerId, sharedRoleId }, select: { id: true } })
    await audit.record('saved-view.created', { target: targetOf(id, name), detail: { search, sharedWith } })
    return { viewId: id, search }
  },
})

/**
 * Renames one's view, keeps another state of the list in it, shares it or ends that; absent fields stay. A stale `version` is refused with
 * CONFLICT, reason STALE, and so is a name that one has already.
 */
export const updateSavedView = defineMutation({
  name: 'updateSavedView',
  permission: 'user:read',
  input: updateSavedViewInput,
  async run({ actor, tx, audit }, { viewId, version, name, search, sharedRoleId }) {
    ownerIdOf(actor)
    const view = await viewToChange(tx, actor, viewId)
    if (view.version !== version)
      throw new AppError('CONFLICT', 'You changed this view elsewhere meanwhile. Nothing was saved; look at it again, then save.', {
        reason: 'STALE',
        current: { version: view.version },
      })
    const shares = sharedRoleId !== undefined && sharedRoleId !== view.sharedRoleId
    const sharedWith = shares ? await insistOnRole(tx, actor, sharedRoleId) : view.sharedRole
    const after = { name: name ?? view.name, search: search ?? view.search, sharedWith }
    const changes = changesBetween({ ...view, sharedWith: view.sharedRole }, after, ['name', 'search', 'sharedWith'])
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { viewId, search: view.search, version })
    await tx.savedView.update({
      where: { id: viewId },
      data: {
        name: after.name,
        search: after.search,
        ...(shares ? { sharedRoleId } : {}),
        updatedAt: new Date(),
        version: { increment: 1 },
      },
      select: { id: true },
    })
    await audit.record('saved-view.updated', { target: targetOf(viewId, after.name), detail: {}, changes })
    return { viewId, search: after.search, version: version + 1 }
  },
})

/** Removes one's view, for everybody it is shared with too. The users that it showed are not touched. */
export const deleteSavedView = defineMutation({
  name: 'deleteSavedView',
  permission: 'user:read',
  input: deleteSavedViewInput,
  async run({ actor, tx, audit }, { viewId }) {
    ownerIdOf(actor)
    const view = await viewToChange(tx, actor, viewId)
    await tx.savedView.delete({ where: { id: viewId }, select: { id: true } })
    await audit.record('saved-view.deleted', { target: targetOf(viewId, view.name), detail: {} })
    return { name: view.name }
  },
})

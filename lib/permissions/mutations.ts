import { changesBetween } from '../audit/events.ts'
import { AppError, refuse } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { whyNotDelete, whyNotUpdate } from './rules.ts'
import { definePermissionInput, deletePermissionInput, updatePermissionInput } from './schema.ts'
import { holdsEverywhere, lossesOf, permissionToChange, type Losses } from './steps.ts'

const targetOf = ({ id, name }: { id: string; name: string }) => ({ type: 'permission' as const, id, label: name })

/**
 * Defines a permission for an application of one's own. Nobody but administrators holds it until a role carries it. A name that exists is a
 * CONFLICT on that field.
 */
export const definePermission = defineMutation({
  name: 'definePermission',
  permission: 'permission:define',
  input: definePermissionInput,
  async run({ tx, audit }, { name, description }) {
    const id = newId()
    await tx.permission.create({ data: { name, id, description, builtIn: false }, select: { name: true } })
    await tx.permissionInclusion.create({ data: { permission: name, includes: name }, select: { permission: true } })
    await audit.record('permission.defined', { target: targetOf({ id, name }), detail: { description } })
    return { name }
  },
})

/** Describes an own permission anew. RULE BUILT_IN for those of the catalogue, CONFLICT STALE for an older `version`. */
export const updatePermission = defineMutation({
  name: 'updatePermission',
  permission: 'permission:define',
  input: updatePermissionInput,
  async run({ tx, audit }, { name, version, description }) {
    const permission = await permissionToChange(tx, name)
    refuse(whyNotUpdate(permission))
    if (permission.version !== version)
      throw new AppError('CONFLICT', 'Somebody changed this permission meanwhile. Nothing was saved; look at it again, then save.', {
        reason: 'STALE',
        current: { version: permission.version, description: permission.description },
      })
    const changes = changesBetween(permission, { description }, ['description'])
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { name, changed: false, version })
    await tx.permission.update({
      where: { name },
      data: { description, updatedAt: new Date(), version: { increment: 1 } },
      select: { name: true },
    })
    await audit.record('permission.updated', { target: targetOf(permission), detail: {}, changes })
    return { name, changed: true, version: version + 1 }
  },
})

/** What deleting a permission would do. */
export type DeletePreview = { preview: true; name: string } & Losses

/**
 * Removes an own permission for good, from all roles that carry it. With `preview` nothing is removed: the answer says which roles and who
 * would lose it. RULE BUILT_IN for those of the catalogue; EXCEEDS_OWN_RIGHTS while roles carry what the actor does not hold everywhere.
 */
export const deletePermission = defineMutation({
  name: 'deletePermission',
  permission: 'permission:define',
  input: deletePermissionInput,
  before: async (actor, { preview }) => {
    if (!preview) requireFreshFactor(actor)
  },
  async run({ actor, tx, audit }, { name, preview }): Promise<DeletePreview | { preview: false; name: string }> {
    const permission = await permissionToChange(tx, name)
    refuse(whyNotDelete(permission, holdsEverywhere(actor, name)))
    const losses = await lossesOf(tx, actor, name)
    if (preview) return (audit.unchanged(), { preview, name, ...losses })
    const roles = losses.roles.map(({ id }) => id)
    await tx.role.updateMany({ where: { id: { in: roles } }, data: { updatedAt: new Date(), version: { increment: 1 } } })
    await tx.permission.delete({ where: { name }, select: { name: true } })
    await tx.permissionInclusion.deleteMany({ where: { OR: [{ permission: name }, { includes: name }] } })
    await audit.record('permission.deleted', { target: targetOf(permission), detail: { roles: losses.roles.map((role) => role.name) } })
    return { preview, name }
  },
})
deletePermission.operation.sensitive = true

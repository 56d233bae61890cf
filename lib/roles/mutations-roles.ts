import { changesBetween, type AuditChanges, type AuditEntry } from '../audit/events.ts'
import { AppError, refuse } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { newId } from '../core/id.ts'
import { defineMutation, type MutationContext } from '../core/operation.ts'
import { BUILT_IN_ROLES } from './built-in.ts'
import { whyNotCarry, whyNotDelete, whyNotRename, whyNotReset } from './rules.ts'
import { createRoleInput, deleteRoleInput, resetRoleInput, updateRoleInput } from './schema.ts'
import { heldWithin } from './steps.ts'
import { effectsOf, type Effects } from './steps-effects.ts'
import { deleteGrantsOf, holdersOf, type RoleHolders } from './steps-delete.ts'
import { renewInvitationsOfRole } from './steps-holders.ts'
import { amountOf, insistOnFresh, planChange, roleToChange, setPermissions, type PlannedChange, type RoleRecord } from './steps-roles.ts'

/** What a change of a role would do: `added` and `removed` of what it holds itself, and what follows for whom. */
export type ChangePreview = { preview: true; roleId: string; added: string[]; removed: string[] } & Effects
/** What a change of a role did. */
export type ChangeDone = { preview: false; roleId: string; changed: boolean; version: number } & Effects
/** What deleting a role would take from whom. `permissions` is all that it amounts to. */
export type DeletePreview = { preview: true; roleId: string; name: string; permissions: string[] } & RoleHolders & Omit<Effects, 'gaining'>

const targetOf = (id: string, name: string) => ({ type: 'role' as const, id, label: name })
/** Asked of whoever changes a role, never for looking at what the change would do. */
const freshUnlessPreview = async (actor: MutationContext['actor'], { preview }: { preview: boolean }) => {
  if (!preview) requireFreshFactor(actor)
}

/**
 * Makes a role. It carries `permissions`, or what the role `cloneOf` carries when they are absent; none that the actor does not hold
 * everywhere (EXCEEDS_OWN_RIGHTS). A name that a role has already is a CONFLICT on that field.
 */
export const createRole = defineMutation({
  name: 'createRole',
  permission: 'role:create',
  input: createRoleInput,
  sensitive: true,
  async run({ actor, tx, audit }, { name, description, permissions, cloneOf }) {
    const source = cloneOf === undefined ? null : await roleToChange(tx, cloneOf)
    const wanted = permissions ?? (source?.holdsAll ? source.permissions : source?.held) ?? []
    refuse(whyNotCarry(name, await amountOf(tx, wanted), await heldWithin(tx, actor, null)))
    const id = newId()
    await tx.role.create({ data: { id, name, description }, select: { id: true } })
    await tx.rolePermission.createMany({ data: wanted.map((permission) => ({ roleId: id, permission })) })
    await audit.record('role.created', {
      target: targetOf(id, name),
      detail: { permissions: [...wanted].sort(), clonedFrom: source?.name ?? null },
    })
    return { roleId: id }
  },
})

type Wanted = { name?: string | undefined; description?: string | undefined; permissions: readonly string[] }
const NO_EFFECTS: Effects = {
  gaining: { count: 0, more: false, names: [] },
  losing: { count: 0, more: false, names: [] },
  perPermission: [],
}

async function write(context: MutationContext, role: RoleRecord, plan: PlannedChange, texts: { name: string; description: string }) {
  await setPermissions(context.tx, role.id, plan)
  await context.tx.role.update({
    where: { id: role.id },
    data: { ...texts, updatedAt: new Date(), version: { increment: 1 } },
    select: { id: true },
  })
  if (plan.gained.length > 0) await renewInvitationsOfRole(context.tx, role.id)
}

function entryOf(role: RoleRecord, plan: PlannedChange, effects: Effects, changes: AuditChanges): AuditEntry<'role.updated'> {
  const users = Math.max(effects.gaining.count, effects.losing.count)
  const detail = { permissionsAdded: plan.added, permissionsRemoved: plan.removed, users }
  return { target: targetOf(role.id, role.name), detail, changes }
}

/** The one way in which a role changes, and in which it is found out what that would do. */
async function change(
  context: MutationContext,
  role: RoleRecord,
  wanted: Wanted,
  { preview }: { preview: boolean },
): Promise<ChangePreview | ChangeDone> {
  const { actor, tx, audit } = context
  const texts = { name: wanted.name ?? role.name, description: wanted.description ?? role.description }
  const changes = changesBetween(role, texts, ['name', 'description'])
  if (Object.keys(changes).length > 0) refuse(whyNotRename(role))
  const plan = await planChange(tx, actor, role, wanted.permissions)
  const { added, removed, gained, lost } = plan
  const effects = gained.length + lost.length > 0 ? await effectsOf(tx, actor, role.id, plan) : NO_EFFECTS
  if (preview) return (audit.unchanged(), { preview, roleId: role.id, added, removed, ...effects })
  if (added.length + removed.length + Object.keys(changes).length === 0)
    return (audit.unchanged(), { preview, roleId: role.id, changed: false, version: role.version, ...effects })
  await write(context, role, plan, texts)
  await audit.record('role.updated', entryOf(role, plan, effects, changes))
  return { preview, roleId: role.id, changed: true, version: role.version + 1, ...effects }
}

/**
 * Renames or describes a role, or changes what it allows; absent fields stay. With `preview` nothing is written: the answer says who would
 * gain and lose what. Built-in roles keep name and description, the one that holds everything all of it (BUILT_IN). A role that allows more
 * than the actor may do, or would, is not theirs to change (EXCEEDS_OWN_RIGHTS, EXCEEDS_OWN_TIME); EVERYWHERE_ONLY; CONFLICT STALE.
 */
export const updateRole = defineMutation({
  name: 'updateRole',
  permission: 'role:update',
  input: updateRoleInput,
  before: freshUnlessPreview,
  async run(context, { roleId, version, preview, ...wanted }) {
    const role = await roleToChange(context.tx, roleId)
    insistOnFresh(role, version)
    return change(context, role, { ...wanted, permissions: wanted.permissions ?? role.held }, { preview })
  },
})

/**
 * Sets what a built-in role allows back to what it is shipped with, by the same rules as any change of a role, and with the same preview.
 * RULE NOT_BUILT_IN for other roles.
 */
export const resetRole = defineMutation({
  name: 'resetRole',
  permission: 'role:update',
  input: resetRoleInput,
  before: freshUnlessPreview,
  async run(context, { roleId, version, preview }) {
    const role = await roleToChange(context.tx, roleId)
    insistOnFresh(role, version)
    refuse(whyNotReset(role))
    const shipped = BUILT_IN_ROLES.find(({ id }) => id === roleId)?.permissions ?? []
    return change(context, role, { permissions: shipped }, { preview })
  },
})

/**
 * Removes a role for good, with all its grants: whoever holds it loses it at once, which the log tells of each. With `preview` nothing is
 * removed: the answer says who would lose what. Otherwise `confirm` must be the role's name, typed (NOT_CONFIRMED). Built-in roles and those
 * that allow more than the actor may do stay.
 */
export const deleteRole = defineMutation({
  name: 'deleteRole',
  permission: 'role:delete',
  input: deleteRoleInput,
  before: freshUnlessPreview,
  timeoutSeconds: 60,
  async run({ actor, tx, audit }, { roleId, preview, confirm }): Promise<DeletePreview | { preview: false; name: string; grants: number }> {
    const role = await roleToChange(tx, roleId)
    refuse(whyNotDelete(role, await heldWithin(tx, actor, null)))
    const { name, permissions } = role
    if (preview) {
      const { losing, perPermission } = await effectsOf(tx, actor, roleId, { gained: [], lost: permissions })
      audit.unchanged()
      return { preview, roleId, name, permissions: [...permissions].sort(), ...(await holdersOf(tx, roleId)), losing, perPermission }
    }
    if (confirm !== name)
      throw new AppError('RULE', 'What you typed is not the name of the role. Nothing was deleted. Type it exactly as shown.', {
        reason: 'NOT_CONFIRMED',
        fields: { confirm: [`Type ${name}.`] },
      })
    const grants = await deleteGrantsOf(tx, role, audit)
    await tx.role.delete({ where: { id: roleId }, select: { id: true } })
    await audit.record('role.deleted', { target: targetOf(roleId, name), detail: { permissions: role.held, grants } })
    return { preview, name, grants }
  },
})

for (const operation of [updateRole, resetRole, deleteRole]) operation.operation.sensitive = true

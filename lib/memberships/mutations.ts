// What administrators do to memberships. A membership gives no right over its user's account, so rank does not matter here.
import { can } from '../core/actor.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach } from '../users/steps.ts'
import { whyNotKept } from './rules.ts'
import { createMembershipInput, membershipIdInput, updateMembershipInput, upsertMembershipInput } from './schema.ts'
import {
  createdFields,
  insertMembership,
  insistOnType,
  insistOnVersion,
  membershipInReach,
  membershipOf,
  writeMembership,
} from './steps.ts'

const targetOf = (user: { id: string; username: string; fullName: string }) => ({
  type: 'user' as const,
  id: user.id,
  label: labelOf(user),
})
const sourceOf = (actor: { kind: string }) => (actor.kind === 'system' ? ('import' as const) : ('administrator' as const))

/**
 * Creates the membership of a user who has none; a second one is a CONFLICT, also of many at the same instant. With `votes` the vote counts
 * as affirmed today. `managing` is refused (RULE LEGACY_TYPE) but to the system, which imports.
 */
export const createMembership = defineMutation({
  name: 'createMembership',
  permission: 'membership:create',
  input: createMembershipInput,
  async run({ actor, tx, audit }, { userId, ...fields }) {
    const user = await userInReach(tx, actor, 'membership:create', userId)
    refuse(whyNotKept(user.status))
    insistOnType(actor, fields.type, null)
    const membershipId = await insertMembership(tx, userId, fields)
    await audit.record('membership.created', {
      target: targetOf(user),
      detail: { type: fields.type, source: sourceOf(actor) },
      changes: createdFields(fields),
    })
    return { membershipId, userId }
  },
})

/**
 * Edits the given fields. Refuses a stale `version` with what is saved now (CONFLICT, reason STALE), taking back the code of conduct, and
 * `managing` for who is not. Neither the user nor the day of the affirmation can be changed; a first `votes` affirms.
 */
export const updateMembership = defineMutation({
  name: 'updateMembership',
  permission: 'membership:update',
  input: updateMembershipInput,
  async run({ actor, tx, audit }, { membershipId, version, ...edit }) {
    const { user, membership } = await membershipInReach(tx, actor, 'membership:update', membershipId)
    refuse(whyNotKept(user.status))
    insistOnVersion(membership, version, edit)
    insistOnType(actor, edit.type ?? membership.type, membership.type)
    const changes = await writeMembership(tx, membership, edit)
    const changed = Object.keys(changes)
    if (changed.length === 0) return (audit.unchanged(), { membershipId, userId: user.id, version: membership.version, changed })
    await audit.record('membership.updated', { target: targetOf(user), detail: {}, changes })
    return { membershipId, userId: user.id, version: membership.version + 1, changed }
  },
})

/**
 * Creates the membership of a user, or changes the given fields that differ. Creating needs that permission too; a known one is edited under
 * the rules of `updateMembership`. Answers `created`, `updated` or `unchanged`.
 */
export const upsertMembership = defineMutation({
  name: 'upsertMembership',
  permission: 'membership:update',
  input: upsertMembershipInput,
  async run({ actor, tx, audit }, { userId, ...edit }) {
    const user = await userInReach(tx, actor, 'membership:update', userId)
    refuse(whyNotKept(user.status))
    const membership = await membershipOf(tx, userId)
    insistOnType(actor, edit.type ?? membership?.type ?? 'basic', membership?.type ?? null)
    if (membership) {
      const changes = await writeMembership(tx, membership, edit)
      if (Object.keys(changes).length === 0) return (audit.unchanged(), { outcome: 'unchanged' as const, membershipId: membership.id })
      await audit.record('membership.updated', { target: targetOf(user), detail: {}, changes })
      return { outcome: 'updated' as const, membershipId: membership.id }
    }
    if (!can(actor, 'membership:create'))
      throw new AppError('FORBIDDEN', 'This user has no membership, and you may not create one. Nothing was changed.', {
        reason: 'membership:create',
      })
    await userInReach(tx, actor, 'membership:create', userId)
    const { userId: _own, ...fields } = createMembershipInput.parse({ userId, ...edit })
    const membershipId = await insertMembership(tx, userId, fields)
    await audit.record('membership.created', {
      target: targetOf(user),
      detail: { type: fields.type, source: sourceOf(actor) },
      changes: createdFields(fields),
    })
    return { outcome: 'created' as const, membershipId }
  },
})

/** Deletes a membership with all that it says; the user and their account stay as they are. */
export const deleteMembership = defineMutation({
  name: 'deleteMembership',
  permission: 'membership:delete',
  input: membershipIdInput,
  async run({ actor, tx, audit }, { membershipId }) {
    const { user, membership } = await membershipInReach(tx, actor, 'membership:delete', membershipId)
    await tx.membership.delete({ where: { id: membershipId }, select: { id: true } })
    await audit.record('membership.deleted', { target: targetOf(user), detail: { type: membership.type } })
    return { membershipId, userId: user.id }
  },
})

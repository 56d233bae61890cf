import { changesBetween, type AuditChanges } from '../audit/events.ts'
import { can, type Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation, type Audit } from '../core/operation.ts'
import { renewInvitations } from '../users/steps-create.ts'
import { createGroupInput, updateGroupInput, upsertGroupInput, type UrlType } from './schema.ts'
import { groupInReach, insistOnParent, nameOf, newOwner, targetOf, type GroupRecord } from './steps.ts'
import { changedMeanwhile } from './steps-stale.ts'
import { insistOnMayGiveRights, insistOnMayTakeRights, managing } from './steps-rights.ts'

type Fields = {
  name: string
  description: string
  location: string
  url: string
  urlType: UrlType
  startDate: string | null
  ownerId: string | null
}
type Given = { [K in keyof Fields]?: Fields[K] | undefined }

const PLAIN = ['name', 'description', 'location', 'url', 'urlType', 'startDate'] as const
const EMPTY: Omit<Fields, 'name'> = { description: '', location: '', url: '', urlType: 'other', startDate: null, ownerId: null }
const meant = (given: Given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Fields>
const stored = <F extends { startDate?: string | null }>({ startDate, ...fields }: F) => ({
  ...fields,
  ...(startDate === undefined ? {} : { startDate: startDate === null ? null : new Date(startDate) }),
})

/** Whoever owns a group manages it: the one who is to needs it given, the one who was has it taken. Gives back the owner in words. */
async function changeOwner(tx: Tx, actor: Actor, group: Pick<GroupRecord, 'id' | 'trusted'>, before: string | null, after: string | null) {
  if (before !== null) await insistOnMayTakeRights(tx, actor, managing(group.id, group.trusted), 'change the owner of this group')
  if (after === null) return null
  const owner = await newOwner(tx, actor, after)
  await insistOnMayGiveRights(tx, actor, managing(group.id, group.trusted), 'make somebody the owner of this group')
  await renewInvitations(tx, [owner])
  return owner.label
}

async function insertGroup(tx: Tx, actor: Actor, audit: Audit, { parentId, ...fields }: Fields & { parentId: string | null }) {
  await insistOnParent(tx, actor, 'group:create', parentId)
  const id = newId()
  const { ownerId, ...rest } = fields
  await tx.group.create({ data: { id, parentId, ...stored(rest) }, select: { id: true } })
  // The group has to be there for its place to be known: what managing it amounts to is held or not within what is above it.
  const owner = ownerId === null ? null : await changeOwner(tx, actor, { id, trusted: false }, null, ownerId)
  if (ownerId !== null) await tx.group.update({ where: { id }, data: { ownerId }, select: { id: true } })
  const told = { ...rest, owner }
  const changes = Object.fromEntries(Object.entries(told).flatMap(([name, after]) => (after ? [[name, { before: null, after }]] : [])))
  await audit.record('group.created', {
    target: targetOf({ id, name: fields.name }),
    detail: { parent: await nameOf(tx, parentId) },
    changes,
  })
  return id
}

/**
 * Makes a group, not approved and not trusted. Whoever may create within groups only has to name one of them as its parent. The owner
 * manages it, so the creator must hold what that amounts to. A name that is taken, also in the same instant, is a CONFLICT.
 */
export const createGroup = defineMutation({
  name: 'createGroup',
  permission: 'group:create',
  input: createGroupInput,
  async run({ actor, tx, audit }, input) {
    return { groupId: await insertGroup(tx, actor, audit, input) }
  },
})

async function fieldsOf(tx: Tx, groupId: string) {
  const { startDate, owner, ...fields } = await tx.group.findUniqueOrThrow({
    where: { id: groupId },
    select: {
      name: true,
      description: true,
      location: true,
      url: true,
      urlType: true,
      startDate: true,
      ownerId: true,
      owner: { select: { username: true, fullName: true } },
    },
  })
  const ownerLabel = owner && (owner.fullName ? `${owner.fullName} (${owner.username})` : owner.username)
  return { ...fields, startDate: startDate?.toISOString().slice(0, 10) ?? null, ownerLabel }
}

/** Writes what differs and says what that was; an owner by name. */
async function edit(tx: Tx, actor: Actor, audit: Audit, group: GroupRecord, given: Given): Promise<string[]> {
  const wanted = meant(given)
  const { ownerLabel, ...before } = await fieldsOf(tx, group.id)
  const changes: AuditChanges = changesBetween<Omit<Fields, 'ownerId'>>(before, wanted, PLAIN)
  const data: Partial<Fields> = Object.fromEntries(Object.entries(changes).map(([name, { after }]) => [name, after]))
  if (wanted.ownerId !== undefined && wanted.ownerId !== before.ownerId) {
    changes.owner = { before: ownerLabel, after: await changeOwner(tx, actor, group, before.ownerId, wanted.ownerId) }
    data.ownerId = wanted.ownerId
  }
  if (Object.keys(data).length === 0) {
    audit.unchanged()
    return []
  }
  await tx.group.update({
    where: { id: group.id },
    data: { ...stored(data), updatedAt: new Date(), version: { increment: 1 } },
    select: { id: true },
  })
  await audit.record('group.updated', {
    target: targetOf({ id: group.id, name: data.name ?? group.name }),
    detail: { version: group.version + 1 },
    changes,
  })
  return Object.keys(data)
}

/**
 * Edits the given fields of a group. Refuses a stale `version` with what changed meanwhile (CONFLICT, reason STALE). Approval, trust and
 * parent have operations of their own.
 */
export const updateGroup = defineMutation({
  name: 'updateGroup',
  permission: 'group:update',
  input: updateGroupInput,
  async run({ actor, tx, audit }, { groupId, version, ...given }) {
    const group = await groupInReach(tx, actor, 'group:update', groupId)
    if (group.version !== version) throw await changedMeanwhile(tx, group, version)
    const changed = await edit(tx, actor, audit, group, given)
    return { groupId, version: group.version + (changed.length > 0 ? 1 : 0), changed }
  },
})

/**
 * Creates the group with this name (without regard to case), or changes the given fields that differ, the way of writing its name among
 * them. A new group needs the right to create. Answers `created`, `updated` or `unchanged`.
 */
export const upsertGroup = defineMutation({
  name: 'upsertGroup',
  permission: 'group:update',
  input: upsertGroupInput,
  async run({ actor, tx, audit }, { parentId = null, ...given }) {
    const [known] = await tx.$queryRaw<{ id: string }[]>`select id from groups where lower(name) = lower(${given.name})`
    if (known) {
      const group = await groupInReach(tx, actor, 'group:update', known.id)
      const changed = await edit(tx, actor, audit, group, given)
      return { outcome: changed.length > 0 ? ('updated' as const) : ('unchanged' as const), groupId: group.id }
    }
    if (!can(actor, 'group:create'))
      throw new AppError('FORBIDDEN', 'No group has this name, and you may not create one. Nothing was changed.', {
        reason: 'group:create',
      })
    const groupId = await insertGroup(tx, actor, audit, { ...EMPTY, ...meant(given), name: given.name, parentId })
    return { outcome: 'created' as const, groupId }
  },
})

import { changesBetween, type AuditChanges } from '../audit/events.ts'
import { can, type Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, refuse } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import type { GivenFields } from '../custom-fields/schema.ts'
import { changedValues, fieldsForWriting, insistOnValues, storeValues, valuesHeld, valuesIn } from '../custom-fields/steps.ts'
import { insistOnNotOutranked } from '../roles/steps.ts'
import { giveRole, insistOnMayGive } from '../roles/steps-grants.ts'
import { voidTokensOf } from '../tokens/steps.ts'
import { labelOf, whyNotUpdate } from './rules.ts'
import { createUserInput, PROFILE, updateUserInput, upsertUserInput } from './schema.ts'
import { insertUser, invite, placeNewUsers, type NewUser } from './steps-create.ts'
import { userInReach } from './steps.ts'

const fullNameOf = (user: { firstName: string; lastName: string }) => `${user.firstName} ${user.lastName}`.trim()
const targetOf = (user: { id: string; username: string; fullName: string }) => ({
  type: 'user' as const,
  id: user.id,
  label: labelOf(user),
})

async function giveRoles(tx: Tx, actor: Actor, userId: string, roleIds: readonly string[]) {
  const given: { role: string; reach: string; validUntil: null }[] = []
  if (roleIds.length === 0) return given
  if (!can(actor, 'role:assign'))
    throw new AppError('FORBIDDEN', 'You may create users, but not give them roles. Nothing was created.', { reason: 'role:assign' })
  requireFreshFactor(actor)
  for (const roleId of roleIds) {
    const wanted = { roleId, reachGroupId: null, validUntil: null }
    const role = await insistOnMayGive(tx, actor, wanted)
    const reach = await giveRole(tx, actor, { grantId: newId(), userId, ...wanted })
    given.push({ role: role.name, reach, validUntil: null })
  }
  return given
}

/** Writes what a new user has in extra fields, required ones included, and gives it for the audit log. Throws INVALID by field. */
async function fillFields(tx: Tx, userId: string, given: GivenFields | undefined): Promise<AuditChanges> {
  const fields = await fieldsForWriting(tx)
  const changes = changedValues({}, insistOnValues(fields, given, { isNew: true }))
  await storeValues(tx, fields, [{ userId, values: valuesIn(changes) }])
  return changes
}

/** What of the given values of extra fields is a change, and how to write it. Throws INVALID by field. */
async function fieldEdits(tx: Tx, userId: string, given: GivenFields | undefined) {
  if (given === undefined) return { changes: {} as AuditChanges, write: () => Promise.resolve() }
  const fields = await fieldsForWriting(tx)
  const values = insistOnValues(fields, given, {})
  const changes = changedValues((await valuesHeld(tx, [userId])).get(userId) ?? {}, values)
  return { changes, write: () => storeValues(tx, fields, [{ userId, values: valuesIn(changes) }]) }
}

/**
 * Creates an active user without a password, mails a link to set one, and returns that link once. Roles are given under the rules of
 * `grantRole`. A username or e-mail that is taken, also by somebody at the same instant, is a CONFLICT on that field.
 */
export const createUser = defineMutation({
  name: 'createUser',
  permission: 'user:create',
  input: createUserInput,
  async run({ actor, tx, audit }, { roleIds, groupId, fields, password: _refused, ...user }) {
    const id = await insertUser(tx, actor, user)
    const filled = await fillFields(tx, id, fields)
    await placeNewUsers(tx, actor, [id], groupId)
    const given = await giveRoles(tx, actor, id, roleIds)
    const target = targetOf({ id, username: user.username, fullName: fullNameOf(user) })
    await audit.record('user.created', {
      target,
      detail: { source: actor.kind === 'apiKey' ? 'api' : 'form' },
      changes: { ...createdFields(user), ...filled },
    })
    if (given.length)
      await audit.recordMany(
        'role.granted',
        given.map((detail) => ({ target, detail })),
      )
    return { userId: id, email: user.email, setPasswordLink: await invite(tx, { id, ...user, fullName: fullNameOf(user) }) }
  },
})

const createdFields = (user: NewUser) =>
  Object.fromEntries(Object.entries(user).flatMap(([name, after]) => (after === '' ? [] : [[name, { before: null, after }]])))

const PROFILE_FIELDS = Object.keys(PROFILE) as (keyof typeof PROFILE)[]
type Profile = NewUser

const meant = (input: { [K in keyof Profile]?: Profile[K] | undefined }) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<Profile>

/** What others changed since `seen`, as sentences per field, from the audit log: who, and to what. */
async function changedSince(tx: Tx, userId: string, seen: number): Promise<Record<string, string[]>> {
  const rows = await tx.$queryRaw<{ by: string; changes: Record<string, { after: unknown }> }[]>`
    select actor_label as by, changes from audit_events
    where target_type = 'user' and target_id = ${userId} and event in ('user.updated', 'account.updated') and (detail->>'version')::int > ${seen}
    order by at, id`
  const fields: Record<string, string[]> = {}
  for (const { by, changes } of rows)
    for (const [name, { after }] of Object.entries(changes)) fields[name] = [`${by} changed this meanwhile to “${String(after)}”.`]
  return fields
}

async function insistOnVersion(tx: Tx, user: { id: string; version: number }, seen: number) {
  if (user.version === seen) return
  const fields = await changedSince(tx, user.id, seen)
  const what = Object.keys(fields).length ? 'What changed is shown at the fields' : 'The status changed'
  throw new AppError(
    'CONFLICT',
    `Somebody changed this user while you were editing. ${what}. Nothing of yours was saved; check and save again to keep what you typed.`,
    {
      reason: 'STALE',
      fields,
      current: { version: user.version },
    },
  )
}

async function writeProfile(tx: Tx, actor: Actor, userId: string, edited: Partial<Profile>, version: number) {
  if (edited.email !== undefined) {
    // The old mailbox must not keep a way in, and the new one has proved nothing yet.
    requireFreshFactor(actor)
    await voidTokensOf(tx, [userId])
  }
  const { count } = await tx.user.updateMany({
    where: { id: userId, version },
    data: { ...edited, ...(edited.email === undefined ? {} : { emailVerifiedAt: null }), updatedAt: new Date(), version: { increment: 1 } },
  })
  if (count !== 1) throw new Error('The row changed although it was locked.')
}

/**
 * Edits the given fields of a user, extra ones included. Refuses a stale `version` with what changed meanwhile (CONFLICT, reason STALE), users who outrank the
 * actor, and users in the trash. A changed e-mail loses its verification, voids open links and asks for a fresh factor.
 */
export const updateUser = defineMutation({
  name: 'updateUser',
  permission: 'user:update',
  input: updateUserInput,
  async run({ actor, tx, audit }, { userId, version, password: _refused, fields, ...input }) {
    const user = await userInReach(tx, actor, 'user:update', userId)
    refuse(whyNotUpdate(user))
    await insistOnNotOutranked(tx, actor, [userId])
    await insistOnVersion(tx, user, version)
    const before = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: PROFILE })
    const extra = await fieldEdits(tx, userId, fields)
    const own = changesBetween<Profile>(before, meant(input), PROFILE_FIELDS)
    const changes = { ...own, ...extra.changes }
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { userId, version: user.version, changed: [] as string[] })
    const edited = Object.fromEntries(Object.entries(own).map(([name, { after }]) => [name, after])) as Partial<Profile>
    await writeProfile(tx, actor, userId, edited, user.version)
    await extra.write()
    await audit.record('user.updated', { target: targetOf(user), detail: { version: user.version + 1 }, changes })
    return { userId, version: user.version + 1, changed: Object.keys(changes) }
  },
})

/**
 * Creates the user with this e-mail address, or changes the given fields that differ (seed 001). A new user needs a username and the right
 * to create; a known one is edited under the rules of `updateUser`. Answers `created`, `updated` or `unchanged`.
 */
export const upsertUser = defineMutation({
  name: 'upsertUser',
  permission: 'user:update',
  input: upsertUserInput,
  async run({ actor, tx, audit }, { password: _refused, fields, ...input }) {
    const [known] = await tx.$queryRaw<{ id: string }[]>`select id from users where lower(email) = lower(${input.email})`
    if (!known) return { outcome: 'created' as const, userId: await createFrom(tx, actor, audit, input, fields) }
    const user = await userInReach(tx, actor, 'user:update', known.id)
    refuse(whyNotUpdate(user))
    await insistOnNotOutranked(tx, actor, [user.id])
    const before = await tx.user.findUniqueOrThrow({ where: { id: user.id }, select: PROFILE })
    const { email: _sameWithoutCase, ...rest } = input
    const extra = await fieldEdits(tx, user.id, fields)
    const own = changesBetween<Profile>(before, meant(rest), PROFILE_FIELDS)
    const changes = { ...own, ...extra.changes }
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { outcome: 'unchanged' as const, userId: user.id })
    const edited = Object.fromEntries(Object.entries(own).map(([name, { after }]) => [name, after])) as Partial<Profile>
    await writeProfile(tx, actor, user.id, edited, user.version)
    await extra.write()
    await audit.record('user.updated', { target: targetOf(user), detail: { version: user.version + 1 }, changes })
    return { outcome: 'updated' as const, userId: user.id }
  },
})

type Recorder = Parameters<Parameters<typeof defineMutation>[0]['run']>[0]['audit']

async function createFrom(
  tx: Tx,
  actor: Actor,
  audit: Recorder,
  input: { [K in keyof Profile]?: Profile[K] | undefined } & { email: string },
  fields: GivenFields | undefined,
) {
  if (!can(actor, 'user:create'))
    throw new AppError('FORBIDDEN', 'No user has this e-mail address, and you may not create one. Nothing was changed.', {
      reason: 'user:create',
    })
  const message = 'Nobody has this e-mail address yet: a new user needs a username.'
  if (input.username === undefined) throw new AppError('INVALID', `Nothing was changed. ${message}`, { fields: { username: [message] } })
  const user: NewUser = {
    firstName: '',
    lastName: '',
    organisation: '',
    bio: '',
    searchVisibility: 'public',
    emailPrivacy: 'private',
    publicProfile: true,
    ...meant(input),
    username: input.username,
    email: input.email,
  }
  const id = await insertUser(tx, actor, user)
  const filled = await fillFields(tx, id, fields)
  await placeNewUsers(tx, actor, [id], undefined)
  await audit.record('user.created', {
    target: targetOf({ id, username: user.username, fullName: fullNameOf(user) }),
    detail: { source: actor.kind === 'apiKey' ? 'api' : 'form' },
    changes: { ...createdFields(user), ...filled },
  })
  await invite(tx, { id, ...user, fullName: fullNameOf(user) })
  return id
}

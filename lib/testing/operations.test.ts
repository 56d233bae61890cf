import { afterEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { anonymousActor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { ANONYMOUS_PERMISSIONS, PERMISSIONS, PERMISSION_NAMES, isImplicit, type Permission } from '../core/permissions.ts'
import { issueCertificate } from '../certificates/mutations.ts'
import { createMembership } from '../memberships/mutations.ts'
import { createCustomField } from '../custom-fields/mutations.ts'
import { createLoginCode } from '../login-codes/mutations.ts'
import { createNote } from '../notes/mutations.ts'
import { createPool } from '../enrollment-pools/mutations.ts'
import { inviteUser } from '../enrollment-pools/mutations-invitations.ts'
import { startEnrollment } from '../enrollments/mutations.ts'
import { grantRole } from '../roles/mutations.ts'
import { useOnce } from '../seen-tokens/mutations.ts'
import { updateUser } from '../users/mutations.ts'
import { allOperations } from './all-operations.ts'
import type { Victim } from './example.ts'
import { EXAMPLES } from './examples.ts'
import { actorFor, asAdministrator, emptyTables, failedJob, fingerprint, group, join, person, roleId, system } from './world.ts'

const operations = await allOperations()
const named = [...operations].map(([name, operation]) => ({ name, operation }))

/** A finished run of somebody else that deactivated a user. */
async function bulkRunOn(userId: string) {
  const id = newId()
  const item = { userId, version: 1, label: 'Somebody', result: 'CHANGED' as const, versionAfter: 2 }
  const run = {
    action: 'deactivate',
    parameters: { reason: 'Left' },
    selection: { kind: 'ids' },
    status: 'DONE' as const,
    total: 1,
    changed: 1,
  }
  const starter = { startedById: newId(), startedByLabel: 'Somebody else', finishedAt: new Date() }
  await db.bulkRun.create({ data: { id, ...run, ...starter, items: { create: item } }, select: { id: true } })
  return id
}

/** A group of somebody else's with the user in it, who asks to stay. */
async function groupOf(userId: string) {
  const groupId = await group()
  await db.groupMember.create({ data: { groupId, userId, validUntil: new Date('2099-01-01') }, select: { groupId: true } })
  const request = await db.groupRequest.create({ data: { id: newId(), groupId, userId, reason: 'Please' }, select: { id: true } })
  return { groupId, requestId: request.id }
}

/** A banner that shows to one group, which this user is in. */
async function bannerFor(userId: string) {
  const [id, audienceGroupId] = [newId(), await group()]
  await join(audienceGroupId, userId)
  const texts = { title: 'For one group', message: 'Only for you', enabled: true }
  await db.banner.create({ data: { id, ...texts, audience: 'group', audienceGroupId }, select: { id: true } })
  return id
}

/** A field that only administrators see, with this user's value, and a note about them. */
async function fieldAndNoteOf(userId: string) {
  const field = await createCustomField(system, { key: 'shoe_size', label: 'Shoe size', type: 'number' })
  await updateUser(system, { userId, version: 1, fields: { shoe_size: 43 } })
  return { fieldId: field.fieldId, noteId: (await createNote(system, { userId, text: 'Careful' })).noteId }
}

/** A code that signs this user in, and a token that was used. */
async function codeAndTokenOf(userId: string) {
  const { codeId } = await createLoginCode(system, { userId })
  return { codeId, seenTokenId: (await useOnce(system, { token: newId(), meta: { userId } })).tokenId }
}

/** A pool and an invitation of the installation, called after this user. */
async function poolOf({ username }: { username: string }) {
  const owner = await asAdministrator()
  const { poolId } = await createPool(owner, { kind: 'single_use', links: 1, name: username })
  const { id: linkId } = await db.enrollmentLink.findFirstOrThrow({ where: { poolId }, select: { id: true } })
  const { invitationId } = await inviteUser(owner, { email: `guest.${username}@example.org` })
  return { poolId, linkId, invitationId }
}

/** Somebody who is called as this user is asks to be let in. */
async function accessRequestOf({ username, email }: { username: string; email: string }) {
  const row = { id: newId(), email: `new.${email}`, fullName: username, reason: 'Please' }
  return (await db.accessRequest.create({ data: row, select: { id: true } })).id
}

/** Somebody asks to join the installation, with a name and an address that this user's are part of. */
async function enrollmentOf({ username, email }: { username: string; email: string }) {
  return (await startEnrollment(system, { username: `new.${username}`, email: `join.${email}`, firstName: username })).enrollmentId
}

async function victim(): Promise<Victim> {
  const user = await person({ password: true })
  const { grantId } = await grantRole(system, { userId: user.id, roleId: roleId('Staff') })
  const session = await db.session.create({ data: { id: newId(), userId: user.id, tokenHash: newId() }, select: { id: true } })
  const created = await db.auditEvent.findFirstOrThrow({ where: { event: 'user.created', targetId: user.id }, select: { id: true } })
  const message = await db.outboxMessage.findFirstOrThrow({ where: { userId: user.id }, select: { id: true } })
  const view = await db.savedView.create({
    data: { id: newId(), list: 'users', name: user.email, search: '', ownerId: user.id },
    select: { id: true },
  })
  return {
    userId: user.id,
    username: user.username,
    email: user.email,
    sessionId: session.id,
    grantId,
    roleId: roleId('VIEWER'),
    outboxId: message.id,
    runId: await bulkRunOn(user.id),
    auditEventId: created.id,
    viewId: view.id,
    jobId: await failedJob(message.id),
    bannerId: await bannerFor(user.id),
    ...(await groupOf(user.id)),
    ...(await poolOf(user)),
    enrollmentId: await enrollmentOf(user),
    accessRequestId: await accessRequestOf(user),
    ...(await fieldAndNoteOf(user.id)),
    ...(await codeAndTokenOf(user.id)),
    certificateId: (await issueCertificate(system, { userId: user.id })).certificateId,
    membershipId: (await createMembership(system, { userId: user.id, type: 'fellow' })).membershipId,
  }
}

/** A real user with every permission that can be given, within a group that the victim is not in. */
async function makeOutsider(): Promise<Actor> {
  const own = await group()
  const user = await person({ password: true })
  const actor = await actorFor(user.id)
  const grants = new Map(actor.grants)
  for (const name of PERMISSION_NAMES) if (!isImplicit(name)) grants.set(name, [own])
  return { ...actor, grants }
}

/** All that an answer shows: the rows too of an export, which is only begun when it answers. */
async function shownBy(answer: unknown): Promise<string> {
  const { batches, ...rest } = (answer ?? {}) as { batches?: AsyncIterable<unknown[]> }
  if (!batches) return JSON.stringify(answer) ?? ''
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  return JSON.stringify({ ...rest, rows })
}

const refusal = async (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => (isAppError(error) ? error.code : error),
  )

/** Whom all tests are about. None of them may change a row, so they share one world; a test that failed leaves a new one to the next. */
let standing: { target: Victim; nobody: Actor; outsider: Actor; before: string } | null = null
async function world() {
  if (standing) return standing
  await emptyTables()
  const target = await victim()
  const nobody: Actor = { ...(await actorFor((await person()).id)), grants: new Map() }
  const outsider = await makeOutsider()
  return (standing = { target, nobody, outsider, before: await fingerprint() })
}
afterEach(({ task }) => {
  if (task.result?.state === 'fail') standing = null
})

describe('every operation', () => {
  test('is called what it is exported as, has a permission of the catalogue and an example', () => {
    expect(named.length).toBeGreaterThan(40)
    for (const { name, operation } of named) {
      expect(operation.operation.name).toBe(name)
      expect(Object.keys(PERMISSIONS)).toContain(operation.operation.permission)
    }
    expect(Object.keys(EXAMPLES).sort()).toEqual(named.map(({ name }) => name).sort())
  })
  test.each(named)('$name refuses an actor with no grants, whatever the input', async ({ name, operation }) => {
    const { target, nobody, before } = await world()
    for (const input of [EXAMPLES[name]?.input(target), {}, undefined, 'text'])
      expect(await refusal(operation(nobody, input))).toBe('FORBIDDEN')
    expect(await fingerprint()).toBe(before)
  })
  test.each(named)('$name asks strangers to sign in, unless it is for anybody', async ({ name, operation }) => {
    const { target, before } = await world()
    const stranger = anonymousActor({ id: newId(), ip: '192.0.2.9', userAgent: null })
    const open = (ANONYMOUS_PERMISSIONS as readonly Permission[]).includes(operation.operation.permission)
    expect(EXAMPLES[name]?.outsider === 'anyone').toBe(open)
    if (open) return
    expect(await refusal(operation(stranger, EXAMPLES[name]?.input(target)))).toBe('UNAUTHENTICATED')
    expect(await fingerprint()).toBe(before)
  })
  test.each(named.filter(({ name }) => ['refused', 'blind'].includes(EXAMPLES[name]?.outsider ?? 'refused')))(
    '$name, run by somebody with every permission in another group, changes no row and shows nothing',
    async ({ name, operation }) => {
      const { target, outsider, before } = await world()
      const call = operation(outsider, EXAMPLES[name]?.input(target))
      if (EXAMPLES[name]?.outsider === 'refused') expect(await refusal(call)).toMatch(/^(FORBIDDEN|NOT_FOUND|INVALID|RULE|CONFLICT)$/)
      else {
        const shown = await shownBy(await call)
        for (const secret of [target.userId, target.email, target.sessionId]) expect(shown).not.toContain(secret)
      }
      expect(await fingerprint()).toBe(before)
    },
  )
})

describe('the log', () => {
  test('takes 30 refusals a minute of one actor, so that nobody can flood it', async () => {
    const [one, other] = [await actorFor((await person()).id), await actorFor((await person()).id)]
    const listUsers = operations.get('listUsers')
    for (let n = 0; n < 35; n++) expect(await refusal(listUsers!(one, {}))).toBe('FORBIDDEN')
    expect(await refusal(listUsers!(other, {}))).toBe('FORBIDDEN')
    const recorded = (actorId: string | null) => db.auditEvent.count({ where: { actorId, event: 'operation.refused' } })
    expect([await recorded(one.id), await recorded(other.id)]).toEqual([30, 1])
  })
  test('refuses UPDATE, DELETE and TRUNCATE, also from us', async () => {
    await person()
    for (const change of [`update audit_events set reason = 'x'`, 'delete from audit_events', 'truncate audit_events'])
      await expect(pool.query(change)).rejects.toThrow(/append-only/)
  })
})

test('the role × permission matrix is the committed one', async () => {
  const roles = await db.role.findMany({ where: { builtIn: true }, select: { id: true, name: true }, orderBy: { name: 'asc' } })
  const { rows } = await pool.query<{ role_id: string; permission: string; via: string }>(
    'select role_id, permission, via from role_effective_permissions',
  )
  const mark = (role: string, permission: string) => {
    const held = rows.filter((row) => row.role_id === role && row.permission === permission)
    if (held.length === 0) return '·'
    return held.some((row) => row.via === permission) ? '✔' : '(✔)'
  }
  const names = PERMISSION_NAMES.filter((name) => !isImplicit(name))
  const width = Math.max(...names.map((name) => name.length))
  const line = (first: string, cells: string[]) =>
    [first.padEnd(width), ...cells.map((cell, n) => cell.padEnd(roles[n]?.name.length ?? 0))].join('  ').trimEnd()
  const table = [
    'What each built-in role allows. ✔ held, (✔) included in something held, · not.',
    '',
    line(
      '',
      roles.map((role) => role.name),
    ),
    ...names.map((name) =>
      line(
        name,
        roles.map((role) => mark(role.id, name)),
      ),
    ),
    '',
    `Everybody who is signed in: ${PERMISSION_NAMES.filter((name) => name.startsWith('account:')).join(', ')}`,
    `Anybody at all: ${ANONYMOUS_PERMISSIONS.join(', ')}`,
    '',
  ].join('\n')
  await expect(table).toMatchFileSnapshot('role-matrix.txt')
})

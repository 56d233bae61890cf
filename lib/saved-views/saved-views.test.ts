import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { closeDatabase, db } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  auditOf,
  emptyTables,
  group,
  join,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { deactivateUser } from '../users/mutations-lifecycle.ts'
import { createSavedView, deleteSavedView, updateSavedView } from './mutations.ts'
import { listSavedViews } from './queries.ts'
import { MOST_VIEWS } from './schema.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const STAFF = roleId('Staff')
/** Somebody who may see users and holds these roles. */
async function viewer(...roles: string[]): Promise<Actor & { id: string }> {
  const user = await person()
  for (const role of roles) await grantRole(system, { userId: user.id, roleId: role })
  const actor = await actorFor(user.id)
  return { ...actor, id: user.id, grants: new Map([...actor.grants, ['user:read', 'everywhere' as const]]) }
}
const seenBy = async (actor: Actor) => (await listSavedViews(actor, {})).views
const namesSeenBy = async (actor: Actor) => (await seenBy(actor)).map(({ name }) => name)

describe('a view of one’s own', () => {
  test('keeps filters, order and columns in one spelling, and nothing else', async () => {
    const me = await viewer()
    const search =
      '?page=7&perPage=100&after=abc&last=1&columns=email&columns=email&status=trash&q= ann &createdFrom=never&x=<script>&direction=asc'
    const { viewId, search: kept } = await createSavedView(me, { name: '  Old  ', search })
    expect(kept).toBe('q=ann&direction=asc&status=trash&columns=name&columns=email')
    expect(await seenBy(me)).toEqual([
      { id: viewId, name: 'Old', search: kept, own: true, ownerName: expect.any(String), sharedRoleId: null, sharedRole: null, version: 1 },
    ])
    expect(await auditOf(viewId)).toMatchObject([
      { event: 'saved-view.created', targetLabel: 'Old', detail: { search: kept, sharedWith: null }, actorId: me.id },
    ])
  })

  test('is seen by nobody else, an administrator included', async () => {
    const { viewId } = await createSavedView(await viewer(), { name: 'Mine', search: '' })
    const admin = await asAdministrator()
    expect(await namesSeenBy(admin)).toEqual([])
    await expect(updateSavedView(admin, { viewId, version: 1, name: 'Theirs' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(deleteSavedView(admin, { viewId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('is changed by its version, and the change is recorded', async () => {
    const me = await viewer()
    const { viewId } = await createSavedView(me, { name: 'One', search: 'status=trash' })
    expect(await updateSavedView(me, { viewId, version: 1, name: 'Two', search: 'status=any' })).toMatchObject({ version: 2 })
    await expect(updateSavedView(me, { viewId, version: 1, name: 'Three' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE' },
    })
    expect(await updateSavedView(me, { viewId, version: 2, name: 'Two' })).toMatchObject({ version: 2 })
    expect(await seenBy(me)).toMatchObject([{ name: 'Two', search: 'status=any', version: 2 }])
    expect((await auditOf(viewId)).slice(1)).toMatchObject([
      {
        event: 'saved-view.updated',
        changes: { name: { before: 'One', after: 'Two' }, search: { before: 'status=trash', after: 'status=any' } },
      },
    ])
    await deleteSavedView(me, { viewId })
    expect(await seenBy(me)).toEqual([])
    expect((await auditOf(viewId)).at(-1)).toMatchObject({ event: 'saved-view.deleted', targetLabel: 'Two' })
  })

  test.each([
    ['no name', { name: ' ' }, 'name'],
    ['a long name', { name: 'x'.repeat(81) }, 'name'],
    ['a name with a line break', { name: 'a\nb' }, 'name'],
    ['no search', { search: undefined }, 'search'],
    ['an unknown list', { list: 'secrets' }, 'list'],
    ['somebody else as owner', { ownerId: newId() }, 'ownerId'],
  ])('with %s is refused', async (_what, odd, field) => {
    const call = createSavedView(await viewer(), { name: 'Fine', search: '', ...odd })
    await expect(call).rejects.toMatchObject({ code: 'INVALID', detail: { fields: { [field]: [expect.any(String)] } } })
  })

  test('has a name that is one’s own only once, in any case and however close the race', async () => {
    const me = await viewer()
    const tries = await Promise.allSettled(['Same', 'SAME', 'same', 'sAme'].map((name) => createSavedView(me, { name, search: '' })))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of tries)
      if (each.status === 'rejected')
        expect(each.reason).toMatchObject({
          code: 'CONFLICT',
          detail: { fields: { name: [expect.stringMatching(/You have a view with that name/)] } },
        })
    const { viewId } = await createSavedView(me, { name: 'Other', search: '' })
    await expect(updateSavedView(me, { viewId, version: 1, name: 'SAME' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await createSavedView(await viewer(), { name: 'Same', search: '' })
  })

  test('is one of at most 100, also when several are saved at once', async () => {
    const me = await viewer()
    await db.savedView.createMany({
      data: Array.from({ length: MOST_VIEWS - 1 }, (_, n) => ({
        id: newId(),
        list: 'users',
        name: `View ${n}`,
        search: '',
        ownerId: me.id,
      })),
    })
    const tries = await Promise.allSettled([1, 2, 3].map((n) => createSavedView(me, { name: `Last ${n}`, search: '' })))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(createSavedView(me, { name: 'One more', search: '' })).rejects.toMatchObject({
      code: 'RULE',
      detail: { reason: 'TOO_MANY_VIEWS' },
    })
  })

  test('goes with its owner; nobody but a person has any', async () => {
    const me = await viewer()
    await createSavedView(me, { name: 'Mine', search: '' })
    await db.user.delete({ where: { id: me.id } })
    expect(await db.savedView.count()).toBe(0)
    await expect(createSavedView(system, { name: 'System', search: '' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await seenBy(system)).toEqual([])
  })
})

describe('a shared view', () => {
  test('is seen by whoever holds the role, through a group too, with who shared it; and no longer once that ends', async () => {
    const owner = await viewer(STAFF)
    const { viewId } = await createSavedView(owner, { name: 'Shared', search: 'status=trash', sharedRoleId: STAFF })
    const direct = await viewer(STAFF)
    const ownGroup = await group()
    await db.grant.create({ data: { id: newId(), roleId: STAFF, groupId: ownGroup }, select: { id: true } })
    const member = await viewer()
    await join(ownGroup, member.id)
    const { fullName } = await db.user.findUniqueOrThrow({ where: { id: owner.id } })
    for (const one of [direct, member])
      expect(await seenBy(one)).toMatchObject([
        { id: viewId, own: false, ownerName: fullName, sharedRole: 'Staff', search: 'status=trash' },
      ])
    expect(await seenBy(await viewer())).toEqual([])
    await updateSavedView(owner, { viewId, version: 1, sharedRoleId: '' })
    expect(await seenBy(direct)).toEqual([])
    expect((await auditOf(viewId)).at(-1)).toMatchObject({ changes: { sharedWith: { before: 'Staff', after: null } } })
  })

  test('stays its owner’s: others are told whose it is', async () => {
    const owner = await viewer(STAFF)
    const { viewId } = await createSavedView(owner, { name: 'Shared', search: '', sharedRoleId: STAFF })
    const other = await viewer(STAFF)
    const { fullName } = await db.user.findUniqueOrThrow({ where: { id: owner.id } })
    for (const call of [
      () => updateSavedView(other, { viewId, version: 1, search: 'status=any' }),
      () => deleteSavedView(other, { viewId }),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'RULE',
        message: expect.stringContaining(fullName),
        detail: { reason: 'NOT_OWN_VIEW' },
      })
    expect(await seenBy(other)).toMatchObject([{ search: '', version: 1 }])
  })

  test('of somebody who may no longer sign in is not shown', async () => {
    const owner = await viewer(STAFF)
    await createSavedView(owner, { name: 'Shared', search: '', sharedRoleId: STAFF })
    await deactivateUser(system, { userId: owner.id, reason: 'Left' })
    expect(await seenBy(await viewer(STAFF))).toEqual([])
  })

  test('goes to a role that one holds, or to any when one may see all roles', async () => {
    const plain = await makeRole('CAN_CREATE_PROJECTS')
    const owner = await viewer(plain)
    const share = (actor: Actor, sharedRoleId: string) => createSavedView(actor, { name: `With ${sharedRoleId}`, search: '', sharedRoleId })
    await share(owner, plain)
    await expect(share(owner, roleId('VIEWER'))).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'ROLE_NOT_HELD' } })
    // A role that does not exist reads the same to somebody who may not see roles.
    await expect(share(owner, newId())).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'ROLE_NOT_HELD' } })
    const manager = await asManager()
    await share(manager, roleId('VIEWER'))
    await expect(share(manager, newId())).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { sharedRoleId: [expect.any(String)] } },
    })
    expect((await listSavedViews(owner, {})).roles).toEqual([{ id: plain, name: `Role ${plain}`, held: true }])
    expect((await listSavedViews(manager, {})).roles.length).toBe(await db.role.count())
  })

  test('keeps the name that somebody else has for another of theirs', async () => {
    const [one, two] = [await viewer(STAFF), await viewer(STAFF)]
    await createSavedView(one, { name: 'Same', search: '', sharedRoleId: STAFF })
    await createSavedView(two, { name: 'Same', search: '', sharedRoleId: STAFF })
    await createSavedView(two, { name: 'A', search: '' })
    expect(await namesSeenBy(two)).toEqual(['A', 'Same', 'Same'])
  })

  test('with a search that an older version wrote is read as the list reads it now', async () => {
    const me = await viewer()
    await db.savedView.create({
      data: { id: newId(), list: 'users', name: 'Old', search: 'gone=1&status=trash&x="><script>', ownerId: me.id },
    })
    expect(await seenBy(me)).toMatchObject([{ search: 'status=trash' }])
  })
})

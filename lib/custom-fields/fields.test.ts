import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { asAdministrator, asManager, auditOf, emptyTables, person, system } from '../testing/world.ts'
import { updateUser } from '../users/mutations.ts'
import { createCustomField, deleteCustomField, updateCustomField } from './mutations.ts'
import { getCustomField, listCustomFields } from './queries.ts'
import { fieldsNow } from './read.ts'
import { MOST_FIELDS } from './schema.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const define = (key: string, type: string, more: object = {}) => createCustomField(system, { key, label: `The ${key}`, type, ...more })
const give = async (fields: object) => {
  const user = await person()
  await updateUser(system, { userId: user.id, version: 1, fields })
  return user.id
}
const valueOf = async (userId: string) => (await db.customFieldValue.findFirst({ where: { userId } }))?.textValue ?? null

describe('defining', () => {
  test('puts a field at its place, recorded, and known to lists at once', async () => {
    const { fieldId } = await define('first', 'text')
    await define('last', 'number')
    await define('middle', 'choice', { choices: ['A', 'B'], position: 2 })
    expect((await listCustomFields(system, {})).map(({ key, position }) => [key, position])).toEqual([
      ['first', 1],
      ['middle', 2],
      ['last', 3],
    ])
    expect(fieldsNow().map(({ key }) => key)).toEqual(['first', 'middle', 'last'])
    await updateCustomField(system, { fieldId, version: 1, position: 3 })
    expect(fieldsNow().map(({ key }) => key)).toEqual(['middle', 'last', 'first'])
    expect(await auditOf(fieldId)).toMatchObject([
      { event: 'custom-field.created', targetLabel: 'The first', detail: { key: 'first', type: 'text' } },
      { event: 'custom-field.updated', changes: { position: { before: 1, after: 3 } } },
    ])
  })

  test('gives a key and a label once, however close the race', async () => {
    await define('size', 'text')
    await expect(define('size', 'text', { label: 'Other' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { fields: { key: [expect.any(String)] } },
    })
    const tries = await Promise.allSettled(
      ['a1', 'b1', 'c1', 'd1'].map((key) => define(key, 'text', { label: key > 'b' ? 'SAME' : 'same' })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of tries)
      if (each.status === 'rejected')
        expect(each.reason).toMatchObject({ code: 'CONFLICT', detail: { fields: { label: [expect.any(String)] } } })
  })

  test('ends at 100', async () => {
    await db.customField.createMany({
      data: Array.from({ length: MOST_FIELDS - 1 }, (_, n) => ({
        id: newId(),
        key: `k${n}`,
        label: `K${n}`,
        type: 'text' as const,
        position: n + 1,
      })),
    })
    const tries = await Promise.allSettled(['x1', 'x2', 'x3'].map((key) => define(key, 'text')))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(define('x4', 'text')).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'TOO_MANY_FIELDS' } })
  })

  test.each([
    ['a choice without choices', { type: 'choice' }, 'choices'],
    ['a text with choices', { type: 'text', choices: ['A'] }, 'choices'],
    ['changes by who does not see it', { type: 'text', editableBy: 'user' }, 'editableBy'],
    ['a key in capitals', { key: 'Size', type: 'text' }, 'key'],
    ['an unknown type', { type: 'json' }, 'type'],
  ])('refuses %s', async (_what, given, name) => {
    await expect(createCustomField(system, { key: 'size', label: 'Size', ...given })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { [name]: [expect.any(String)] } },
    })
  })

  test('is for holders of custom-field:define, not for those who manage users', async () => {
    await define('size', 'text')
    await expect(listCustomFields(await asManager(), {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(
      createCustomField(await asManager('custom-field:read'), { key: 'mine', label: 'Mine', type: 'text' }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await listCustomFields(await asManager('custom-field:read'), {})).toHaveLength(1)
  })
})

describe('changing', () => {
  test('keeps the type while anybody has a value', async () => {
    const { fieldId } = await define('size', 'text')
    const userId = await give({ size: '43' })
    await expect(updateCustomField(system, { fieldId, version: 1, type: 'number' })).rejects.toMatchObject({
      code: 'RULE',
      message: expect.stringContaining('1 user has a value'),
      detail: { reason: 'HAS_VALUES' },
    })
    await updateUser(system, { userId, version: 2, fields: { size: '' } })
    await updateCustomField(system, { fieldId, version: 1, type: 'number', label: 'Number' })
    expect(fieldsNow()).toMatchObject([{ type: 'number', label: 'Number' }])
  })

  test('never changes the key, and refuses a stale version', async () => {
    const { fieldId } = await define('size', 'text')
    await expect(updateCustomField(system, { fieldId, version: 1, key: 'other' })).rejects.toMatchObject({ code: 'INVALID' })
    await updateCustomField(system, { fieldId, version: 1, label: 'Size' })
    await expect(updateCustomField(system, { fieldId, version: 1, label: 'Mine' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', current: { version: 2 } },
    })
    expect(await updateCustomField(system, { fieldId, version: 2, label: 'Size' })).toMatchObject({ version: 2 })
    expect(await auditOf(fieldId)).toHaveLength(2)
  })

  test('removes a used choice only with another in its place', async () => {
    const { fieldId } = await define('site', 'choice', { choices: ['Oslo', 'Turku', 'Bergen'] })
    const users = [await give({ site: 'Oslo' }), await give({ site: 'Oslo' }), await give({ site: 'Turku' })]
    const shorter = { fieldId, version: 1, choices: ['Turku', 'Åbo'] }
    await expect(updateCustomField(system, shorter)).rejects.toMatchObject({
      code: 'RULE',
      message: expect.stringContaining('“Oslo” is the value of 2 users'),
      detail: { reason: 'CHOICE_IN_USE' },
    })
    await expect(updateCustomField(system, { ...shorter, moveTo: 'Oslo' })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await Promise.all(users.map(valueOf))).toEqual(['Oslo', 'Oslo', 'Turku'])
    expect(await updateCustomField(system, { ...shorter, moveTo: 'Åbo' })).toMatchObject({ moved: 2, version: 2 })
    expect(await Promise.all(users.map(valueOf))).toEqual(['Åbo', 'Åbo', 'Turku'])
    expect((await auditOf(fieldId)).at(-1)).toMatchObject({
      detail: { key: 'site', valuesMoved: 2, movedTo: 'Åbo' },
      changes: { choices: { before: ['Oslo', 'Turku', 'Bergen'], after: ['Turku', 'Åbo'] } },
    })
    // Nobody has the last one: it simply goes.
    await updateCustomField(system, { fieldId, version: 2, choices: ['Turku', 'Åbo', 'Unused'] })
    await updateCustomField(system, { fieldId, version: 3, choices: ['Turku', 'Åbo'] })
    expect(await getCustomField(system, { fieldId })).toMatchObject({ values: 3, valuesOfChoices: { Turku: 1, Åbo: 2 } })
  })

  test('to required leaves users as they are, and edits that do not touch it go on', async () => {
    const { fieldId } = await define('size', 'text')
    const user = await person()
    await updateCustomField(system, { fieldId, version: 1, required: true })
    await updateUser(system, { userId: user.id, version: 1, organisation: 'Acme' })
    await expect(updateUser(system, { userId: user.id, version: 2, fields: { size: '' } })).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('The size'),
      detail: { fields: { 'fields.size': ['Fill this in.'] } },
    })
    await updateUser(system, { userId: user.id, version: 2, fields: { size: 'L' } })
  })
})

describe('deleting', () => {
  test('says how many values go, then asks for the key', async () => {
    const { fieldId } = await define('size', 'number')
    await define('other', 'text')
    for (const size of [1, 2, 3]) await give({ size, other: 'stays' })
    const admin = await asAdministrator()
    expect(await deleteCustomField(admin, { fieldId, preview: true })).toEqual({ key: 'size', values: 3, deleted: false })
    expect(await auditOf(fieldId)).toHaveLength(1)
    for (const key of ['', 'Size', 'other'])
      await expect(deleteCustomField(admin, { fieldId, key })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'NOT_CONFIRMED' } })
    expect(await deleteCustomField(admin, { fieldId, key: 'size' })).toEqual({ key: 'size', values: 3, deleted: true })
    expect((await auditOf(fieldId)).at(-1)).toMatchObject({
      event: 'custom-field.deleted',
      targetLabel: 'The size',
      detail: { key: 'size', type: 'number', values: 3 },
    })
    expect(fieldsNow()).toMatchObject([{ key: 'other', position: 1 }])
    expect(await db.customFieldValue.count()).toBe(3)
    await expect(deleteCustomField(admin, { fieldId, key: 'size' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('asks for the password again after a while', async () => {
    const { fieldId } = await define('size', 'text')
    const admin = await asAdministrator()
    const stale = { ...admin, session: { id: newId(), authenticatedAt: Date.now() - 3_600_000 } }
    await expect(deleteCustomField(stale, { fieldId, key: 'size' })).rejects.toMatchObject({ detail: { reason: 'REAUTHENTICATE' } })
  })

  test('does not leave a value behind that was being written', async () => {
    const { fieldId } = await define('size', 'text')
    const users = await Promise.all(Array.from({ length: 8 }, () => person()))
    await Promise.allSettled([
      ...users.map(({ id }) => updateUser(system, { userId: id, version: 1, fields: { size: 'L' } })),
      deleteCustomField(system, { fieldId, key: 'size' }),
    ])
    expect([await db.customField.count(), await db.customFieldValue.count()]).toEqual([0, 0])
  })
})

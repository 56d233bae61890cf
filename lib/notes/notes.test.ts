import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { closeDatabase, db } from '../core/db.ts'
import { actorFor, asAdministrator, asManager, asStranger, auditOf, emptyTables, group, join, person, system } from '../testing/world.ts'
import { createNote, deleteNote, updateNote } from './mutations.ts'
import { listNotes } from './queries.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const texts = async (actor: Actor, userId: string) => (await listNotes(actor, { userId })).notes.map(({ text }) => text)

test('a note is written, changed and deleted, and the log never has its text', async () => {
  const [manager, { id: userId }] = [await asManager(), await person()]
  const { noteId } = await createNote(manager, { userId, text: ' Prefers\r\ncalls ' })
  expect(await listNotes(manager, { userId })).toMatchObject({
    notes: [{ id: noteId, text: 'Prefers\ncalls', own: true, authorLabel: manager.label, version: 1 }],
    total: 1,
  })
  expect(await updateNote(manager, { noteId, version: 1, text: 'Prefers mail' })).toEqual({ noteId, version: 2 })
  await updateNote(manager, { noteId, version: 2, text: 'Prefers mail' })
  await expect(updateNote(manager, { noteId, version: 1, text: 'Late' })).rejects.toMatchObject({
    code: 'CONFLICT',
    detail: { reason: 'STALE' },
  })
  await deleteNote(manager, { noteId })
  expect(await listNotes(manager, { userId })).toEqual({ notes: [], previous: null, next: null, total: 0 })
  const log = (await auditOf(userId)).filter(({ event }) => event.startsWith('note.'))
  expect(log.map(({ event }) => event)).toEqual(['note.created', 'note.updated', 'note.deleted'])
  expect(JSON.stringify(log)).not.toMatch(/calls|Prefers/)
  await expect(deleteNote(manager, { noteId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('notes are read by page, newest first, by who may read them within their reach', async () => {
  const { id: userId } = await person()
  for (let n = 0; n < 30; n++) await createNote(system, { userId, text: `Note ${n}` })
  const first = await listNotes(system, { userId })
  expect([first.notes.length, first.notes[0]?.text, first.total, first.previous]).toEqual([25, 'Note 29', 30, null])
  const second = await listNotes(system, { userId, after: first.next })
  expect(second.notes.map(({ text }) => text)).toEqual(['Note 4', 'Note 3', 'Note 2', 'Note 1', 'Note 0'])
  await expect(listNotes(await asStranger(), { userId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  // The user they are about learns nothing of them.
  await expect(listNotes(await actorFor(userId), { userId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const inside = await group()
  await join(inside, userId)
  const within = async (groupId: string): Promise<Actor> => {
    const actor = await actorFor((await person()).id)
    return { ...actor, grants: new Map([...actor.grants, ['note:read', [groupId]], ['note:write', [groupId]]]) }
  }
  expect((await texts(await within(inside), userId)).length).toBe(25)
  const outside = await within(await group())
  await expect(listNotes(outside, { userId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(createNote(outside, { userId, text: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('nobody writes about themselves; others’ notes on who outranks one stay', async () => {
  const [manager, admin] = [await asManager(), await asAdministrator()]
  await expect(createNote(manager, { userId: manager.id, text: 'Best of all' })).rejects.toMatchObject({
    code: 'RULE',
    detail: { reason: 'SELF' },
  })
  const about = await createNote(admin, { userId: manager.id, text: 'Learns fast' })
  for (const call of [
    () => updateNote(manager, { noteId: about.noteId, version: 1, text: 'x' }),
    () => deleteNote(manager, { noteId: about.noteId }),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'SELF' } })
  const other = await asAdministrator()
  const { noteId } = await createNote(other, { userId: admin.id, text: 'On leave in May' })
  await expect(deleteNote(manager, { noteId })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'OUTRANKED' } })
  const own = await createNote(manager, { userId: admin.id, text: 'Asked for a key' })
  await deleteNote(manager, { noteId: own.noteId })
  expect(await texts(other, admin.id)).toEqual(['On leave in May'])
})

test('reading is less than writing, and notes go with their user', async () => {
  const { id: userId } = await person()
  await createNote(system, { userId, text: 'Note' })
  const reader = await actorFor((await person()).id)
  const reads: Actor = { ...reader, grants: new Map([...reader.grants, ['note:read', 'everywhere' as const]]) }
  expect(await texts(reads, userId)).toEqual(['Note'])
  await expect(createNote(reads, { userId, text: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(createNote(system, { userId, text: '  ' })).rejects.toMatchObject({ code: 'INVALID' })
  await db.user.delete({ where: { id: userId } })
  expect(await db.userNote.count()).toBe(0)
})

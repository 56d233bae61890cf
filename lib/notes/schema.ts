import { z } from 'zod'
import { id, paragraph, version } from '../core/fields.ts'
import { defineList } from '../core/list.ts'

/** What a note says: 1–5,000 characters of plain text. */
const text = paragraph(5_000).refine((given) => given.length > 0, 'Write something.')

/** The notes on one user, newest first unless asked otherwise. */
export const notesList = defineList({ sort: ['created'], defaultDirection: 'desc' })

const { q: _noSearch, ...paging } = notesList.strict.shape
export const listNotesInput = z.strictObject({ userId: id, ...paging })
export const createNoteInput = z.strictObject({ userId: id, text })
/** `version` is the one that was seen. */
export const updateNoteInput = z.strictObject({ noteId: id, version, text })
export const deleteNoteInput = z.strictObject({ noteId: id })

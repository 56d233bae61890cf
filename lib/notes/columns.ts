import { sql as raw } from 'kysely'

/** A note as screens show it. `own`: the viewer wrote it. */
export type Note = { id: string; text: string; authorLabel: string; own: boolean; createdAt: Date; updatedAt: Date; version: number }

/** The columns of a `Note`, of `user_notes` under the name `note`, for the user with this id. */
export const NOTE = (viewerId: string | null) => raw`note.id::text as id, note.text, note.author_label as "authorLabel",
  coalesce(note.author_id = ${viewerId}::uuid, false) as own, note.created_at as "createdAt", note.updated_at as "updatedAt", note.version`

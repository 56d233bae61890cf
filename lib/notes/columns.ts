import { sql as raw, type RawBuilder } from 'kysely'
import { can, type Actor } from '../core/actor.ts'
import { usersWithin } from '../users/scope.ts'

/** A note as screens show it. `own`: the viewer wrote it. */
export type Note = { id: string; text: string; authorLabel: string; own: boolean; createdAt: Date; updatedAt: Date; version: number }

/** The columns of a `Note`, of `user_notes` under the name `note`, for the user with this id. */
export const NOTE = (viewerId: string | null) => raw`note.id::text as id, note.text, note.author_label as "authorLabel",
  coalesce(note.author_id = ${viewerId}::uuid, false) as own, note.created_at as "createdAt", note.updated_at as "updatedAt", note.version`

/** How many notes the page of a user shows beside everything else. */
const LATEST = 5
/** The newest notes on a user, and how many there are. */
export type LatestNotes = { latest: Note[]; total: number }

/** The newest notes on the user of the row (table `users`) as JSON, null where the actor may not read them. Times are text, see `withTimes`. */
export const latestNotes = (actor: Actor): RawBuilder<unknown> =>
  can(actor, 'note:read')
    ? raw`(case when ${usersWithin(actor, 'note:read')} then jsonb_build_object(
        'total', (select count(*)::int from user_notes where user_notes.user_id = users.id),
        'latest', coalesce((select jsonb_agg(to_jsonb(listed) order by listed."createdAt" desc, listed.id desc) from (
          select ${NOTE(actor.id)} from user_notes note where note.user_id = users.id order by note.created_at desc, note.id desc limit ${LATEST}) listed),
          '[]'::jsonb)) end)`
    : raw`null`

/** Notes that came as JSON, with times as the rest of the program has them. */
export const withTimes = (notes: LatestNotes | null): LatestNotes | null =>
  notes && {
    ...notes,
    latest: notes.latest.map((note) => ({ ...note, createdAt: new Date(note.createdAt), updatedAt: new Date(note.updatedAt) })),
  }

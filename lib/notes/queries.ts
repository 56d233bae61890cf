import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { NOTE, type Note } from './columns.ts'
import { listNotesInput } from './schema.ts'

/** One page of what administrators noted about a user, newest first, with how many notes there are. NOT_FOUND when the user is out of reach. */
export const listNotes = defineQuery({
  name: 'listNotes',
  permission: 'note:read',
  input: listNotesInput,
  async run({ actor, sql }, { userId, ...params }) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`created_at`, type: 'timestamptz' }, params)
    // No row at all: nobody that the actor may see. A row without an id: no notes.
    const found = await raw<(Note & { cursor_key: string; total: number }) | { id: null; total: number }>`
      select listed.*, (select count(*)::int from user_notes where user_notes.user_id = subject.id) as total
      from (select id from users where id = ${userId}::uuid and ${usersWithin(actor, 'note:read')}) as subject
      left join lateral (select ${NOTE(actor.id)}, ${cursorKey} as cursor_key from user_notes note
        where user_id = subject.id and ${condition} order by ${orderBy} limit ${limit}) as listed on true
      order by listed."createdAt" ${params.direction === 'desc' ? raw`desc` : raw`asc`}, listed.id ${params.direction === 'desc' ? raw`desc` : raw`asc`}`.execute(
      sql,
    )
    if (found.rows.length === 0) throw notFound('User')
    const total = found.rows[0]?.total ?? 0
    const { rows, previous, next } = page(found.rows.flatMap((row) => (row.id === null ? [] : [row])))
    return { notes: rows.map(({ cursor_key: _own, total: _all, ...note }): Note => note), previous, next, total }
  },
})

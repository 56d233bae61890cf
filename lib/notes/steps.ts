import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import { usersInReach, type UserRecord } from '../users/steps.ts'

export type StoredNote = { id: string; userId: string; text: string; authorId: string | null; authorLabel: string; version: number }

/** A note and whom it is about, both locked. NOT_FOUND, the same for a note that is not there and one on a user out of reach. */
export async function noteInReach(tx: Tx, actor: Actor, noteId: string): Promise<{ note: StoredNote; user: UserRecord }> {
  const found = await tx.userNote.findUnique({ where: { id: noteId }, select: { userId: true } })
  const [user] = found ? await usersInReach(tx, actor, 'note:write', [found.userId]) : []
  // Read once more under the user's lock, as every writer of notes takes it.
  const note = user
    ? await tx.userNote.findUnique({
        where: { id: noteId },
        select: { id: true, userId: true, text: true, authorId: true, authorLabel: true, version: true },
      })
    : null
  if (!user || !note) throw notFound('Note')
  return { note, user }
}

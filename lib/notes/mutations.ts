import { AppError, notFound, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { insistOnNotOutranked } from '../roles/steps.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach } from '../users/steps.ts'
import { whyNotWrite } from './rules.ts'
import { createNoteInput, deleteNoteInput, updateNoteInput } from './schema.ts'
import { noteInReach } from './steps.ts'

const targetOf = (user: { id: string; username: string; fullName: string }) => ({
  type: 'user' as const,
  id: user.id,
  label: labelOf(user),
})

/**
 * Notes something about a user, for other administrators to read; the user never sees it. The audit log says that, not what. Nobody notes
 * anything about themselves (RULE SELF).
 */
export const createNote = defineMutation({
  name: 'createNote',
  permission: 'note:write',
  input: createNoteInput,
  async run({ actor, tx, audit }, { userId, text }) {
    const user = await userInReach(tx, actor, 'note:write', userId)
    refuse(whyNotWrite(actor, { userId }))
    const noteId = newId()
    await tx.userNote.create({ data: { id: noteId, userId, text, authorId: actor.id, authorLabel: actor.label }, select: { id: true } })
    await audit.record('note.created', { target: targetOf(user), detail: { noteId } })
    return { noteId }
  },
})

/**
 * Changes a note, one's own or another's; the author stays. Others' notes on users who outrank the actor stay as they are (RULE OUTRANKED). A
 * stale `version` is a CONFLICT, reason STALE.
 */
export const updateNote = defineMutation({
  name: 'updateNote',
  permission: 'note:write',
  input: updateNoteInput,
  async run({ actor, tx, audit }, { noteId, version, text }) {
    const { note, user } = await noteInReach(tx, actor, noteId)
    refuse(whyNotWrite(actor, note))
    if (note.authorId !== actor.id) await insistOnNotOutranked(tx, actor, [user.id])
    if (note.version !== version)
      throw new AppError(
        'CONFLICT',
        'Somebody changed this note while you were editing. Nothing of yours was saved; check and save again.',
        {
          reason: 'STALE',
          fields: { text: [`Saved now: “${note.text.slice(0, 500)}”.`] },
          current: { version: note.version },
        },
      )
    if (note.text === text) return (audit.unchanged(), { noteId, version })
    await tx.userNote.update({
      where: { id: noteId },
      data: { text, updatedAt: new Date(), version: { increment: 1 } },
      select: { id: true },
    })
    await audit.record('note.updated', { target: targetOf(user), detail: { noteId, author: note.authorLabel } })
    return { noteId, version: version + 1 }
  },
})

/** Deletes a note for good, one's own or another's, under the rules of `updateNote`. */
export const deleteNote = defineMutation({
  name: 'deleteNote',
  permission: 'note:write',
  input: deleteNoteInput,
  async run({ actor, tx, audit }, { noteId }) {
    const { note, user } = await noteInReach(tx, actor, noteId)
    refuse(whyNotWrite(actor, note))
    if (note.authorId !== actor.id) await insistOnNotOutranked(tx, actor, [user.id])
    const { count } = await tx.userNote.deleteMany({ where: { id: noteId } })
    if (count === 0) throw notFound('Note')
    await audit.record('note.deleted', { target: targetOf(user), detail: { noteId, author: note.authorLabel } })
    return { userId: user.id }
  },
})

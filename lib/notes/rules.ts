type Why = { reason: string; message: string } | null

/** Why somebody does not write, change or delete this note, or null: notes about oneself are the others'. */
export const whyNotWrite = (actor: { id: string | null }, note: { userId: string }): Why =>
  actor.id === note.userId
    ? { reason: 'SELF', message: 'Notes about you are written by others. Nothing was changed. Ask another administrator.' }
    : null

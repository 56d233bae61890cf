import { can, type Actor } from '../../../../lib/core/actor.ts'
import { isAppError } from '../../../../lib/core/errors.ts'
import { getUser, getUserByEmail, getUserByUsername } from '../../../../lib/users/queries.ts'
import { userIdInput } from '../../../../lib/users/schema.ts'

/** A user as the two fields of a comparison name them. */
export type Chosen = { text: string; user: { id: string; name: string } | null }

/** The user that a field of the address names by id, username or e-mail address; null for nobody whom the actor may see. */
export async function chosenUser(actor: Actor, given: string | string[] | undefined): Promise<Chosen> {
  const text = (typeof given === 'string' ? given : '').trim().slice(0, 320)
  if (text === '' || !can(actor, 'user:read')) return { text, user: null }
  try {
    const user = await (userIdInput.safeParse({ userId: text }).success
      ? getUser(actor, { userId: text })
      : text.includes('@')
        ? getUserByEmail(actor, { email: text })
        : getUserByUsername(actor, { username: text }))
    return { text: user.username, user: { id: user.id, name: user.fullName || user.username } }
  } catch (error) {
    if (isAppError(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID')) return { text, user: null }
    throw error
  }
}

import { can, type Actor } from '../../../../lib/core/actor.ts'
import { isAppError } from '../../../../lib/core/errors.ts'
import { membershipOfUser } from '../../../../lib/memberships/queries.ts'
import { membershipOfUserInput } from '../../../../lib/memberships/schema.ts'
import { getUserByEmail, getUserByUsername } from '../../../../lib/users/queries.ts'

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (isAppError(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID')) return null
    throw error
  }
}

async function idOf(actor: Actor, text: string): Promise<string | null> {
  if (membershipOfUserInput.safeParse({ userId: text }).success) return text
  if (!can(actor, 'user:read')) return null
  const user = await orNull(text.includes('@') ? getUserByEmail(actor, { email: text }) : getUserByUsername(actor, { username: text }))
  return user?.id ?? null
}

/** The user of this id, username or e-mail address with their membership; null for nobody whom the actor may see. */
export async function findUser(actor: Actor, text: string) {
  const userId = await idOf(actor, text)
  return userId === null ? null : orNull(membershipOfUser(actor, { userId }))
}

import '#server-only'
import { systemActor } from '../core/actor.ts'
import { env } from '../core/env.ts'
import { issueFirstAdministratorSecret } from './mutations.ts'

/**
 * The one-time link that makes the first administrator, to be printed on the server's console and nowhere else, or null once there has
 * ever been an administrator. Each call makes the older link worthless. The built-in roles must be there already.
 */
export async function firstAdministratorLink(): Promise<string | null> {
  const secret = await issueFirstAdministratorSecret(systemActor('start'), {})
  return secret === null ? null : `${env.appUrl}/first-administrator?token=${secret}`
}

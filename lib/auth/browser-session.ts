import '#server-only'
import { cookies } from 'next/headers'
import { z } from 'zod'
import type { Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import { authenticate, insistOnOwnPassword } from './authenticate.ts'
import { sessionCookie } from './cookie.ts'
import { renewSession } from './start-session.ts'

/** Hands the browser the random id of a session. Only inside an action or a route handler, which may set cookies. */
export async function writeSessionCookie(token: string): Promise<void> {
  const { name, options } = sessionCookie()
  ;(await cookies()).set(name, token, options)
}

/** Takes the session cookie from the browser. The row has to be ended by itself. */
export async function clearSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie()
  ;(await cookies()).set(name, '', { ...options, maxAge: 0 })
}

/**
 * Confirms who sits at this session before a sensitive act: verifies the password through the throttled door, notes the time, and gives
 * session and browser a new id. Gives the actor with the fresh factor.
 */
export async function confirmPassword(actor: Actor, password: string): Promise<Actor> {
  await insistOnOwnPassword(actor, password, 'confirmPassword')
  const token = actor.session && (await renewSession(actor.session.id, { authenticated: true }))
  if (!token || !actor.session) throw new AppError('UNAUTHENTICATED', 'Your session ended. Nothing was changed.')
  await writeSessionCookie(token)
  return { ...actor, session: { ...actor.session, authenticatedAt: Date.now() } }
}

const signInInput = z.object({
  identifier: z.string().trim().min(1).max(320),
  password: z.string().min(1).max(1_000),
})

/**
 * What the sign-in form calls: authenticates, and sets the cookie. Shaped like an operation so that the form adapter serves it, but it
 * has no transaction of its own: failed tries must stay counted.
 */
export const signIn = Object.assign(
  async (actor: Actor, input: unknown): Promise<void> => {
    const parsed = signInInput.safeParse(input)
    if (!parsed.success)
      throw new AppError('INVALID', 'Enter your username or e-mail address and your password.', {
        fields: Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), ['Enter this to sign in.']])),
      })
    const { identifier, password } = parsed.data
    const { token } = await authenticate(identifier, password, actor.request, actor.session?.id ?? null)
    await writeSessionCookie(token)
  },
  { operation: { name: 'signIn', permission: null, input: signInInput } },
)

import '#server-only'
import { cookies } from 'next/headers'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import { env } from '../core/env.ts'
import { exchangeLoginCode } from '../login-codes/mutations.ts'
import { loginCodeForm } from '../login-codes/schema.ts'
import { authenticate, insistOnOwnPassword } from './authenticate.ts'
import { exchangeCertificate } from './mutations-certificate.ts'
import { sessionCookie } from './cookie.ts'
import { safeNextPath } from './next-path.ts'
import { certificateForm, signInInput } from './schema.ts'
import { readShell } from './shell-query.ts'
import { renewSession, startSession } from './start-session.ts'

/** Hands the browser the random id of a session. Only inside an action or a route handler, which may set cookies. */
export async function writeSessionCookie(token: string): Promise<void> {
  const { name, options } = sessionCookie()
  ;(await cookies()).set(name, token, options)
}

/** Remembers the theme in the browser too, so that pages are drawn with it from their first byte, also before sign-in. */
export async function writeThemeCookie(theme: string): Promise<void> {
  const secure = sessionCookie().options.secure
  ;(await cookies()).set('gatehouse-theme', theme, { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: 365 * 24 * 3600 })
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

/** Hands the browser its new session, and the theme of the person, so that the next page is drawn with it. */
async function openBrowserSession(token: string, { request }: Actor) {
  await writeSessionCookie(token)
  const shell = await readShell(token, request)
  if (shell) await writeThemeCookie(shell.user.theme)
}

/**
 * What the sign-in form calls: authenticates, and sets the cookie. Shaped like an operation so that the form adapter serves it, but it
 * has no transaction of its own: failed tries must stay counted.
 */
export const signIn = Object.assign(
  async (actor: Actor, input: unknown): Promise<void> => {
    const parsed = signInInput.safeParse(input)
    if (!parsed.success)
      throw new AppError('INVALID', 'Enter your username or e-mail address and your password.', {
        fields: Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), [issue.message]])),
      })
    const { identifier, password } = parsed.data
    const { token } = await authenticate(identifier, password, actor.request, actor.session?.id ?? null)
    await openBrowserSession(token, actor)
  },
  { operation: { name: 'signIn', permission: null, input: signInInput } },
)

/** What the form for a login code calls: uses the code up and sets the cookie. Whoever was signed in in this browser is signed out by it. */
export const signInWithCode = Object.assign(
  async (actor: Actor, input: unknown): Promise<void> => {
    const { code } = (input ?? {}) as { code?: unknown }
    const { token } = await exchangeLoginCode({ ...anonymousActor(actor.request), session: actor.session }, { code })
    await openBrowserSession(token, actor)
  },
  { operation: { name: 'signInWithCode', permission: null, input: loginCodeForm } },
)

/** What the form for a certificate calls: starts a session that is bound to it and sets the cookie. */
export const signInWithCertificate = Object.assign(
  async (actor: Actor, _input: unknown): Promise<void> => {
    const { token } = await exchangeCertificate({ ...anonymousActor(actor.request), session: actor.session }, {})
    await openBrowserSession(token, actor)
  },
  { operation: { name: 'signInWithCertificate', permission: null, input: certificateForm } },
)

/** Signs in whoever just became the first administrator: the link was their first factor, and the password is the one they chose. */
export async function signInFirstAdministrator({ userId, label }: { userId: string; label: string }, actor: Actor): Promise<void> {
  await writeSessionCookie(await startSession({ id: userId, label, request: actor.request, method: 'first-administrator' }))
}

/** Gives the present session and its browser a new id, after a change that should leave an old copy of the cookie worthless. */
export async function renewBrowserSession(actor: Actor): Promise<void> {
  const token = actor.session && (await renewSession(actor.session.id, { authenticated: true }))
  if (token) await writeSessionCookie(token)
}

/** The page to return to after signing in, from an address or a form: a path of this site, or `/`. */
export const nextPathOf = (wanted: unknown): string => safeNextPath(wanted, env.appUrl)
/** Where a sign-in form leads. */
export const pathToReturnTo = (form: FormData): string => nextPathOf(form.get('next'))

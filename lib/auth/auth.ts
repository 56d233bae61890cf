import '#server-only'
import NextAuth, { CredentialsSignin, type NextAuthConfig } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { env } from '../core/env.ts'
import { isAppError } from '../core/errors.ts'
import { log } from '../core/log.ts'
import { signOut } from '../sessions/mutations.ts'
import { authenticate } from './authenticate.ts'
import { cookieNamed, isSessionToken, sessionCookie } from './cookie.ts'
import { signInInput } from './schema.ts'
import { currentActor } from './session.ts'

class Refused extends CredentialsSignin {
  override code = 'refused'
}

/** The same door as the sign-in form. Every refusal looks the same here, also too many tries. */
async function authorize(raw: unknown) {
  const input = signInInput.safeParse(raw)
  if (!input.success) throw new Refused()
  try {
    const { identifier, password } = input.data
    const before = await currentActor()
    const { token } = await authenticate(identifier, password, before.request, before.session?.id ?? null)
    return { id: token }
  } catch (error) {
    if (isAppError(error)) throw new Refused()
    throw error
  }
}

const config = (): NextAuthConfig => ({
  trustHost: true, // our server has replaced Host by that of APP_URL
  secret: env.authSecret,
  pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
  session: { strategy: 'jwt', maxAge: sessionCookie().options.maxAge },
  cookies: {
    sessionToken: sessionCookie(),
    callbackUrl: cookieNamed('callback-url'),
    csrfToken: cookieNamed('csrf'),
    pkceCodeVerifier: cookieNamed('pkce'),
    state: cookieNamed('state'),
    nonce: cookieNamed('nonce'),
  },
  // The cookie holds our random id as it is: nothing to sign, nothing to encrypt, nothing about rights.
  jwt: {
    encode: ({ token }) => (token as { sid?: string } | undefined)?.sid ?? '',
    decode: ({ token }) => (isSessionToken(token) ? { sid: token } : null),
  },
  providers: [Credentials({ credentials: { identifier: {}, password: { type: 'password' } }, authorize })],
  callbacks: {
    jwt: ({ token, user }) => ({ sid: user?.id ?? token.sid }) as never,
    session: ({ session }) => ({ expires: session.expires }) as never,
  },
  events: {
    async signOut() {
      const actor = await currentActor()
      if (actor.kind === 'user') await signOut(actor, {})
    },
  },
  logger: {
    // Refused sign-ins are in the audit log; a stack trace for each would drown the log of a server under attack.
    error: (error) =>
      error.name === 'CredentialsSignin' || error.name === 'MissingCSRF'
        ? log.debug({ reason: error.name }, 'A sign-in was refused.')
        : log.error({ reason: error.name, err: error.cause }, 'The sign-in library reports a fault.'),
    warn: (code) => log.warn({ code }, 'The sign-in library warns.'),
    debug: () => {},
  },
})

const { handlers } = NextAuth(config)

/** next-auth's own endpoints, for the route handler. Its sign-in goes through the same counted door as the form. */
export const { GET, POST } = handlers

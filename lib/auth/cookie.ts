import '#server-only'
import { env } from '../core/env.ts'

/** The longest that any session lasts; the database decides, the cookie only goes when it must be worthless. */
const COOKIE_SECONDS = 24 * 3600

const isSecure = () => env.appUrl.startsWith('https:')

/**
 * Name and attributes of a cookie of ours. With an https APP_URL it is Secure and its name begins with `__Host-`, so that neither a
 * sub-domain nor an http page of the same name can plant one (RFC 6265bis).
 */
export const cookieNamed = (name: string) => ({
  name: isSecure() ? `__Host-gatehouse.${name}` : `gatehouse.${name}`,
  options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: isSecure() },
})

/** The cookie that carries the random id of a session and nothing else. */
export const sessionCookie = () => {
  const { name, options } = cookieNamed('session')
  return { name, options: { ...options, maxAge: COOKIE_SECONDS } }
}

/** Whether a cookie's value can be an id of ours: 43 characters of base64url, 256 bits. */
export const isSessionToken = (value: string | undefined): value is string => value !== undefined && /^[\w-]{43}$/.test(value)

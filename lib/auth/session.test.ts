import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../core/id.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { ADMIN_ROLE_ID } from '../roles/built-in.ts'
import { emptyTables, makeRole, person, system } from '../testing/world.ts'
import { grantRole } from '../roles/mutations.ts'
import { deactivateUser, reactivateUser } from '../users/mutations-lifecycle.ts'
import { cookieNamed, isSessionToken, sessionCookie } from './cookie.ts'
import { readShell } from './shell-query.ts'
import { renewSession, startSession } from './start-session.ts'

const request = () => ({ id: newId(), ip: '192.0.2.9', userAgent: 'test' })
const signedIn = async (fields: Record<string, unknown> = {}) => {
  const user = await person({ password: true, ...fields })
  const token = await startSession({ id: user.id, label: user.username, request: request(), method: 'password' })
  return { user, token }
}
const read = (token: string, background = false) => readShell(token, request(), { background })
const age = (token: string, column: 'last_seen_at' | 'created_at', minutes: number, userId: string) =>
  pool.query(`update sessions set ${column} = now() - make_interval(mins => $1) where user_id = $2`, [minutes, userId]).then(() => token)
const seenAt = async (userId: string) => (await db.session.findFirstOrThrow({ where: { userId } })).lastSeenAt.getTime()

beforeEach(emptyTables)
afterAll(closeDatabase)

describe('a session', () => {
  test('brings the user, their rights as they are now, and their preferences in one statement', async () => {
    const { user, token } = await signedIn()
    await db.user.update({ where: { id: user.id }, data: { preferences: { theme: 'dark', rowsPerPage: 7 } } })
    const before = await read(token)
    expect(before?.user).toMatchObject({ id: user.id, theme: 'dark', rowsPerPage: 25 })
    expect(before?.actor.grants.has('user:read')).toBe(false)
    expect(before?.actor.grants.get('account:read')).toBe('everywhere')
    await grantRole(system, { userId: user.id, roleId: ADMIN_ROLE_ID })
    expect((await read(token))?.actor.grants.get('user:read')).toBe('everywhere')
  })

  test('is found by nothing but its own id', async () => {
    const { token } = await signedIn()
    for (const planted of ['', 'x', token.slice(1), `${token}x`, token.toLowerCase() + 'A', 'a'.repeat(43), "' or 1=1 --"])
      expect(await read(planted)).toBeNull()
    expect(await read(token)).not.toBeNull()
  })

  test('ends with the next request after a deactivation, and reactivation does not bring it back', async () => {
    const { user, token } = await signedIn()
    expect(await read(token)).not.toBeNull()
    await deactivateUser(system, { userId: user.id, reason: 'Left.' })
    expect(await read(token)).toBeNull()
    await reactivateUser(system, { userId: user.id })
    expect(await read(token)).toBeNull()
  })

  test('of a user made inactive by other means ends too', async () => {
    const { user, token } = await signedIn()
    await db.user.update({ where: { id: user.id }, data: { status: 'DEACTIVATED' } })
    expect(await read(token)).toBeNull()
  })

  test('ends after 60 minutes without use, and after 24 hours with it', async () => {
    const { user, token } = await signedIn()
    expect(await read(await age(token, 'last_seen_at', 59, user.id))).not.toBeNull()
    expect(await read(await age(token, 'last_seen_at', 61, user.id))).toBeNull()
    await age(token, 'last_seen_at', 0, user.id)
    expect(await read(await age(token, 'created_at', 24 * 60 - 1, user.id))).not.toBeNull()
    expect(await read(await age(token, 'created_at', 24 * 60 + 1, user.id))).toBeNull()
  })

  test('of somebody who administers others ends after 15 minutes and 12 hours', async () => {
    const { user, token } = await signedIn()
    await grantRole(system, { userId: user.id, roleId: await makeRole('user:read') })
    expect(await read(await age(token, 'last_seen_at', 14, user.id))).not.toBeNull()
    expect(await read(await age(token, 'last_seen_at', 16, user.id))).toBeNull()
    await age(token, 'last_seen_at', 0, user.id)
    expect(await read(await age(token, 'created_at', 12 * 60 - 1, user.id))).not.toBeNull()
    expect(await read(await age(token, 'created_at', 12 * 60 + 1, user.id))).toBeNull()
  })

  test('is noted as used at most once a minute, and never by polling', async () => {
    const { user, token } = await signedIn()
    const start = await seenAt(user.id)
    await read(token)
    expect(await seenAt(user.id)).toBe(start)
    await age(token, 'last_seen_at', 2, user.id)
    const old = await seenAt(user.id)
    expect(await read(token, true)).not.toBeNull()
    expect(await seenAt(user.id)).toBe(old)
    await read(token)
    expect(await seenAt(user.id)).toBeGreaterThan(old)
  })

  test('gets another id on demand, and the old one is worthless at once', async () => {
    const { user, token } = await signedIn()
    const session = await db.session.findFirstOrThrow({ where: { userId: user.id } })
    await pool.query(`update sessions set authenticated_at = now() - interval '1 hour'`)
    const renewed = await renewSession(session.id, { authenticated: true })
    expect(await read(token)).toBeNull()
    const shell = await read(renewed as string)
    expect(shell?.actor.session?.id).toBe(session.id)
    expect(Date.now() - (shell?.actor.session?.authenticatedAt ?? 0)).toBeLessThan(60_000)
    await db.session.update({ where: { id: session.id }, data: { endedAt: new Date() } })
    expect(await renewSession(session.id)).toBeNull()
  })
})

describe('the cookie', () => {
  test('is HttpOnly, SameSite=Lax and for the whole site; plain on http', () => {
    expect(sessionCookie()).toEqual({
      name: 'gatehouse.session',
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: false, maxAge: 86_400 },
    })
  })

  test('is Secure with a __Host- name when people use https', async () => {
    const { env } = await import('../core/env.ts')
    const plain = env.appUrl
    env.appUrl = 'https://people.example.org'
    try {
      expect(sessionCookie()).toMatchObject({ name: '__Host-gatehouse.session', options: { secure: true, path: '/' } })
      expect(cookieNamed('csrf')).toMatchObject({ name: '__Host-gatehouse.csrf', options: { secure: true, path: '/' } })
    } finally {
      env.appUrl = plain
    }
  })

  test('carries 256 random bits and nothing else', async () => {
    const { token } = await signedIn()
    expect(isSessionToken(token)).toBe(true)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })
})

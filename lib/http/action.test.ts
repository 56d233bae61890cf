import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { authenticate } from '../auth/authenticate.ts'
import { sessionCookie } from '../auth/cookie.ts'
import { hashPassword } from '../auth/password.ts'
import type { Actor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import type { FormState } from '../core/form-state.ts'
import { newId } from '../core/id.ts'
import type { Permission } from '../core/permissions.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { emptyTables, person } from '../testing/world.ts'
import { KEPT_FORM, formAction, type KeptForm } from './action.ts'
import { asRequest, requestStore } from './status.ts'

const browser = { headers: new Headers(), cookies: new Map<string, string>() }
vi.mock('next/headers', () => ({
  headers: () => Promise.resolve(browser.headers),
  cookies: () =>
    Promise.resolve({
      get: (name: string) => (browser.cookies.has(name) ? { name, value: browser.cookies.get(name) } : undefined),
      has: (name: string) => browser.cookies.has(name),
      set: (name: string, value: string) => void browser.cookies.set(name, value),
    }),
}))
vi.mock('next/cache', () => ({ refresh: () => {} }))
vi.mock('next/navigation', () => ({
  redirect: (path: string) => {
    throw new Error(`redirect ${path}`)
  },
}))

const PASSWORD = 'seven quiet harbours'
const hash = await hashPassword(PASSWORD)
const run = vi.fn((_actor: Actor, _input: unknown): Promise<unknown> => Promise.resolve({ id: 7 }))
const operation = (
  permission: Permission | null = 'account:update',
  input: z.ZodType = z.strictObject({ name: z.string(), tags: z.array(z.string()).optional() }),
) => Object.assign((actor: Actor, raw: unknown) => run(actor, raw), { operation: { name: 'example', permission, input } })
const form = (...fields: [string, string][]) => {
  const made = new FormData()
  for (const [name, value] of fields) made.append(name, value)
  return made
}
/** Sends a form as Next does, inside one request, and says which status was asked for and which form was kept. */
const send = (action: (previous: FormState, form: FormData) => Promise<FormState>, sent: FormData) =>
  asRequest(async (asked) => ({
    state: await action(null, sent),
    status: asked.status,
    retryAfterSeconds: asked.retryAfterSeconds,
    kept: requestStore()?.get(KEPT_FORM) as KeptForm | undefined,
  }))

async function signIn() {
  const user = await person()
  await db.user.update({ where: { id: user.id }, data: { passwordHash: hash } })
  const { token } = await authenticate(user.email, PASSWORD, { id: newId(), ip: '192.0.2.1', userAgent: null })
  browser.cookies.set(sessionCookie().name, token)
  return user
}

beforeEach(async () => {
  await emptyTables()
  browser.headers = new Headers({ origin: 'http://localhost:3000', 'x-gatehouse-client-address': '192.0.2.1' })
  browser.cookies.clear()
  run.mockClear()
  run.mockResolvedValue({ id: 7 })
})
afterAll(closeDatabase)

describe('a form', () => {
  test('whose database is away is a refusal that says so, with what was typed', async () => {
    await signIn()
    run.mockRejectedValueOnce(new Error('Connection terminated unexpectedly'))
    const { state, status } = await send(formAction(operation()), form(['name', 'Ann']))
    expect([state, status]).toMatchObject([{ ok: false, code: 'UNAVAILABLE', values: { name: 'Ann' } }, 503])
  })

  test.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['an object', { name: 'x', get: 1 }],
    ['a list', [1]],
  ])('that is %s, sent by somebody who calls the action by its id, counts as an empty one', async (_what, given) => {
    await signIn()
    const { state } = await send(formAction(operation()), given as unknown as FormData)
    expect(state).toMatchObject({ ok: true })
    expect(run).toHaveBeenCalledExactlyOnceWith(expect.anything(), {})
  })

  test('of more fields than any of ours is refused before anybody looks at them', async () => {
    await signIn()
    const many = form(...Array.from({ length: 2_501 }, (_, n) => [`field${n}`, 'x'] as [string, string]))
    const { state } = await send(formAction(operation()), many)
    expect(state).toMatchObject({ ok: false, code: 'INVALID', message: expect.stringContaining('more fields than any form') })
    expect(run).not.toHaveBeenCalled()
  })

  test('reaches the operation as a plain object, with the actor of the cookie', async () => {
    const user = await signIn()
    const { state } = await send(
      formAction(operation(), { message: 'Saved.' }),
      form(['$ACTION_KEY', 'k'], ['name', 'Ann'], ['tags[]', 'one']),
    )
    expect(state).toEqual({ ok: true, message: 'Saved.', result: { id: 7 } })
    expect(run.mock.calls[0]?.[0]).toMatchObject({ kind: 'user', id: user.id })
    expect(run.mock.calls[0]?.[1]).toEqual({ name: 'Ann', tags: ['one'] })
  })

  test.each([
    ['no Origin', {}],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['another port', { origin: 'http://localhost:3001' }],
    ['a cross-site fetch', { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }],
    ['a matching forwarded host', { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', host: 'evil.example' }],
  ])('with %s does nothing', async (_, headers) => {
    await signIn()
    browser.headers = new Headers(headers as Record<string, string>)
    const { state } = await send(formAction(operation()), form(['name', 'Ann']))
    expect(state).toMatchObject({ ok: false, code: 'FORBIDDEN', reason: 'ORIGIN' })
    expect(run).not.toHaveBeenCalled()
  })

  test('leads on after success only', async () => {
    await signIn()
    const action = formAction(operation(), { redirectTo: '/users' })
    await expect(send(action, form(['name', 'Ann']))).rejects.toThrow('redirect /users')
    run.mockRejectedValue(new AppError('RULE', 'Not possible.', { reason: 'NO' }))
    const { state, status } = await send(action, form(['name', 'Ann'], ['newPassword', 'secret'], ['token', 'secret']))
    expect(state).toEqual({ ok: false, code: 'RULE', message: 'Not possible.', reason: 'NO', fields: {}, values: { name: 'Ann' } })
    expect(status).toBe(409)
  })

  test('throws on what is not an answer for people', async () => {
    await signIn()
    run.mockRejectedValue(new Error('out of memory'))
    await expect(send(formAction(operation()), form(['name', 'Ann']))).rejects.toThrow('out of memory')
  })
})

describe('a form whose session ran out', () => {
  test('keeps what was typed, without passwords, and is noted for the page when no JavaScript runs', async () => {
    browser.cookies.set(sessionCookie().name, 'a'.repeat(43))
    const action = formAction(operation())
    const { state, status, kept } = await send(action, form(['name', 'Ann'], ['password', 'secret']))
    expect(state).toMatchObject({ ok: false, code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED', values: { name: 'Ann' } })
    expect(JSON.stringify(state)).not.toContain('secret')
    expect(status).toBe(401)
    expect(kept?.action).toBe(action)
    expect(kept?.secretsDropped).toBe(true)
    expect(run).not.toHaveBeenCalled()
  })

  test('stays in the page when JavaScript runs', async () => {
    browser.headers.set('next-action', 'x')
    const { state, status, kept } = await send(formAction(operation()), form(['name', 'Ann']))
    expect(state).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect([status, kept]).toEqual([undefined, undefined])
  })
})

describe('a sensitive form', () => {
  const sensitive = () => {
    run.mockImplementation((actor) => {
      requireFreshFactor(actor)
      return Promise.resolve('done')
    })
    return formAction(operation())
  }

  test('asks for the password, takes it once, gives the session a new id and never passes the password on', async () => {
    await signIn()
    await pool.query(`update sessions set authenticated_at = now() - interval '11 minutes'`)
    const action = sensitive()
    expect((await send(action, form(['name', 'Ann']))).state).toMatchObject({ code: 'FORBIDDEN', reason: 'REAUTHENTICATE' })
    const before = browser.cookies.get(sessionCookie().name)
    expect((await send(action, form(['name', 'Ann'], ['confirmPassword', PASSWORD]))).state).toMatchObject({ ok: true })
    expect(run.mock.calls.at(-1)?.[1]).toEqual({ name: 'Ann' })
    expect(browser.cookies.get(sessionCookie().name)).not.toBe(before)
    expect((await send(action, form(['name', 'Ann']))).state).toMatchObject({ ok: true })
  })

  test('asks again after a wrong one, and waits after five', async () => {
    await signIn()
    await pool.query(`update sessions set authenticated_at = now() - interval '11 minutes'`)
    const action = sensitive()
    for (let n = 0; n < 5; n++) {
      const { state } = await send(action, form(['name', 'Ann'], ['confirmPassword', 'wrong']))
      expect(state).toMatchObject({ code: 'FORBIDDEN', reason: 'REAUTHENTICATE', fields: { confirmPassword: [expect.any(String)] } })
    }
    const { state, status, retryAfterSeconds } = await send(action, form(['name', 'Ann'], ['confirmPassword', PASSWORD]))
    expect(state).toMatchObject({ code: 'RATE_LIMITED', reason: 'REAUTHENTICATE' })
    expect(status).toBe(429)
    expect(retryAfterSeconds).toBeGreaterThan(50)
    expect(run).not.toHaveBeenCalled()
  })
})

test('operations for anybody get the anonymous actor, also when somebody is signed in here', async () => {
  await signIn()
  await send(formAction(operation('auth:set-password')), form(['name', 'x']))
  expect(run.mock.calls[0]?.[0]).toMatchObject({ kind: 'anonymous', id: null })
})

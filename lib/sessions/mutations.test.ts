import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { readShell } from '../auth/shell-query.ts'
import { startSession } from '../auth/start-session.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { actorFor, asAdministrator, asManager, asStranger, auditOf, emptyTables, fingerprint, person } from '../testing/world.ts'
import { endAllSessions, endOwnOtherSessions, endOwnSession, endSession, signOut } from './mutations.ts'
import { listOwnSessions, listSessions } from './queries.ts'
import { deviceName } from './rules.ts'
import { endSessionsOf } from './steps.ts'

const request = (userAgent = 'test') => ({ id: newId(), ip: '192.0.2.9', userAgent })
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const signIn = (user: { id: string; username: string }, userAgent?: string) =>
  startSession({ id: user.id, label: user.username, request: request(userAgent), method: 'password' })
const isOpen = async (token: string) => (await readShell(token, request())) !== null
const actorOf = async (token: string) => (await readShell(token, request()))!.actor
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string; detail?: { reason?: string } }) => error.detail?.reason ?? error.code,
  )

beforeEach(emptyTables)
afterAll(closeDatabase)

test('sessions of many users are ended with one call that says how many each had', async () => {
  const [two, one, none] = [await person(), await person(), await person()]
  const kept = await signIn(two)
  await signIn(two)
  await signIn(two)
  await signIn(one)
  const keptId = (await actorOf(kept)).session?.id as string
  const ended = await db.$transaction((tx) => endSessionsOf(tx, [two.id, one.id, none.id], 'deactivated', { exceptSessionId: keptId }))
  expect(ended).toEqual(
    new Map([
      [two.id, 2],
      [one.id, 1],
    ]),
  )
  expect(await isOpen(kept)).toBe(true)
})

describe('an administrator', () => {
  test('ends one session or all of them, and it is recorded', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    const [first, second, third] = [await signIn(user, FIREFOX), await signIn(user), await signIn(user)]
    const sessionId = (await actorOf(first)).session?.id
    expect(await endSession(admin, { userId: user.id, sessionId })).toEqual({ sessionsEnded: 1 })
    expect(await endSession(admin, { userId: user.id, sessionId })).toEqual({ sessionsEnded: 0 })
    expect(await isOpen(first)).toBe(false)
    expect(await endAllSessions(admin, { userId: user.id })).toEqual({ sessionsEnded: 2 })
    expect([await isOpen(second), await isOpen(third)]).toEqual([false, false])
    expect((await auditOf(user.id)).filter((row) => row.event === 'session.ended').map((row) => row.detail)).toEqual([
      { sessions: 1, why: 'ended' },
      { sessions: 2, why: 'ended' },
    ])
    const { sessions } = await listSessions(admin, { userId: user.id })
    expect(sessions.find((entry) => entry.id === sessionId)).toMatchObject({
      device: 'Firefox on Linux',
      ended: expect.stringContaining('Ended') as string,
    })
  })

  test('who is outranked ends nothing; a session of somebody else is not found', async () => {
    const [admin, manager, stranger, user] = [await asAdministrator(), await asManager(), await asStranger(), await person()]
    const token = await signIn({ id: admin.id, username: 'admin' })
    const sessionId = (await actorOf(token)).session?.id
    const before = await fingerprint()
    expect(await code(endSession(manager, { userId: admin.id, sessionId }))).toBe('OUTRANKED')
    expect(await code(endAllSessions(manager, { userId: admin.id }))).toBe('OUTRANKED')
    expect(await code(endSession(manager, { userId: user.id, sessionId }))).toBe('NOT_FOUND')
    expect(await code(endAllSessions(stranger, { userId: user.id }))).toBe('session:end')
    expect(await code(listSessions(stranger, { userId: user.id }))).toBe('session:read')
    expect(await code(listSessions(manager, { userId: newId() }))).toBe('NOT_FOUND')
    expect(await fingerprint()).toBe(before)
  })

  test('sees refused sign-ins and timed-out sessions as what they are', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    await signIn(user)
    await pool.query(
      `update sessions set last_seen_at = now() - interval '2 hours', created_at = now() - interval '3 hours' where user_id = $1`,
      [user.id],
    )
    const { authenticate } = await import('../auth/authenticate.ts')
    await code(authenticate(user.email, 'wrong', request(FIREFOX)))
    const history = await listSessions(admin, { userId: user.id })
    expect(history.sessions).toMatchObject([{ ended: 'Timed out', current: false }])
    expect(history.sessions[0]?.endedAt?.getTime()).toBeLessThan(Date.now())
    expect(history.refused).toMatchObject([{ why: 'The account had no password', device: 'Firefox on Linux', ip: '192.0.2.9' }])
  })
})

describe('one’s own sessions', () => {
  test('are listed with the present one marked, and can be ended one by one or all others at once', async () => {
    const user = await person()
    const [here, there, further] = [await signIn(user), await signIn(user), await signIn(user)]
    const me = await actorOf(here)
    const { sessions } = await listOwnSessions(me, {})
    expect(sessions.filter((entry) => entry.current).map((entry) => entry.id)).toEqual([me.session?.id])
    await endOwnSession(me, { sessionId: (await actorOf(there)).session?.id })
    expect([await isOpen(here), await isOpen(there), await isOpen(further)]).toEqual([true, false, true])
    expect(await endOwnOtherSessions(me, {})).toEqual({ sessionsEnded: 1 })
    expect(await endOwnOtherSessions(me, {})).toEqual({ sessionsEnded: 0 })
    expect(await isOpen(here)).toBe(true)
  })

  test('of somebody else cannot be ended: the same answer as for one that never was', async () => {
    const [user, other] = [await person(), await person()]
    const theirs = await signIn(other)
    const me = await actorOf(await signIn(user))
    const answers = []
    for (const sessionId of [(await actorOf(theirs)).session?.id, newId()])
      answers.push(await endOwnSession(me, { sessionId }).catch((error: Error) => error.message))
    expect(answers[0]).toBe(answers[1])
    expect(await isOpen(theirs)).toBe(true)
  })

  test('end by signing out, at once and in the database', async () => {
    const token = await signIn(await person())
    const me = await actorOf(token)
    await signOut(me, {})
    expect(await isOpen(token)).toBe(false)
    await signOut(me, {})
    expect((await auditOf(me.id as string)).filter((row) => row.event === 'session.ended')).toHaveLength(1)
  })
})

test('an actor without a browser session keeps none when ending all their own', async () => {
  const user = await person()
  await signIn(user)
  const actor = { ...(await actorFor(user.id)), session: null }
  expect(await endOwnOtherSessions(actor, {})).toEqual({ sessionsEnded: 1 })
})

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
  [FIREFOX, 'Firefox on Linux'],
  ['curl/8.5.0', 'curl'],
  ['<script>', 'Unknown browser'],
  [null, 'Unknown browser'],
])('%s is called %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name)
})

import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../core/id.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { sha256 } from '../core/crypto.ts'
import type { RequestContext } from '../core/actor.ts'
import { actorFor, auditOf, emptyTables, person } from '../testing/world.ts'
import { authenticate, insistOnOwnPassword } from './authenticate.ts'
import * as passwords from './password.ts'
import { readShell } from './shell-query.ts'

const PASSWORD = 'seven quiet harbours'
const hash = await passwords.hashPassword(PASSWORD)
const verifications = vi.spyOn(passwords, 'verifyPassword')

let address = 0
/** Another address each time, so that only the account's counter is at work. */
const from = (ip = `198.51.100.${++address % 250}`): RequestContext => ({ id: newId(), ip, userAgent: 'test' })

const withPassword = async (fields: Record<string, unknown> = {}) => {
  const user = await person(fields)
  return db.user.update({ where: { id: user.id }, data: { passwordHash: hash } })
}
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'in',
    (error: { code: string; message: string; detail: unknown }) => ({ code: error.code, message: error.message, detail: error.detail }),
  )
const rewind = (seconds: number) =>
  pool.query(
    `update sign_in_throttles set blocked_until = blocked_until - make_interval(secs => $1), window_start = window_start - make_interval(secs => $1)`,
    [seconds],
  )

beforeEach(async () => {
  await emptyTables()
  verifications.mockClear()
})
afterAll(closeDatabase)

describe('signing in', () => {
  test('works by username and by e-mail, in any case, and starts a session', async () => {
    const user = await withPassword()
    for (const identifier of [user.username, user.username.toUpperCase(), user.email, ` ${user.email.toUpperCase()} `]) {
      const { token, userId } = await authenticate(identifier, PASSWORD, from())
      expect(userId).toBe(user.id)
      const shell = await readShell(token, from())
      expect(shell?.user).toMatchObject({ id: user.id, username: user.username })
    }
    expect(await db.session.count({ where: { userId: user.id } })).toBe(4)
    const stored = await db.session.findFirstOrThrow({ where: { userId: user.id } })
    expect(stored.tokenHash).toMatch(/^[0-9a-f]{64}$/)
    expect((await db.user.findUniqueOrThrow({ where: { id: user.id } })).lastSignInAt).toBeInstanceOf(Date)
    expect((await auditOf(user.id)).filter((row) => row.event === 'session.started')).toHaveLength(4)
  })

  test('gives a new id each time and ends the session that the browser had', async () => {
    const user = await withPassword()
    const first = await authenticate(user.email, PASSWORD, from())
    const session = await readShell(first.token, from())
    const second = await authenticate(user.email, PASSWORD, from(), session?.actor.session?.id ?? null)
    expect(second.token).not.toBe(first.token)
    expect(await readShell(first.token, from())).toBeNull()
    expect(await readShell(second.token, from())).not.toBeNull()
  })

  test('an eleventh session ends the one that was used least recently', async () => {
    const user = await withPassword()
    const tokens: string[] = []
    for (let n = 0; n < 11; n++) tokens.push((await authenticate(user.email, PASSWORD, from())).token)
    expect(await readShell(tokens[0], from())).toBeNull()
    for (const token of tokens.slice(1)) expect(await readShell(token, from())).not.toBeNull()
    const ended = await db.session.findUniqueOrThrow({ where: { tokenHash: sha256(tokens[0] as string) } })
    expect(ended.endReason).toBe('too-many')
  })

  test('replaces a weak hash by one of today', async () => {
    const user = await person()
    const bcrypt = '$2y$04$w7H4jXiH4EEWhlEi2GyezO7T.5h3fhRYMwh/P8GVRPrvHHZjT225O' // of PASSWORD, cost 4
    await db.user.update({ where: { id: user.id }, data: { passwordHash: bcrypt } })
    await authenticate(user.email, PASSWORD, from())
    const { passwordHash } = await db.user.findUniqueOrThrow({ where: { id: user.id } })
    expect(passwordHash).toMatch(/^\$argon2id\$/)
    await authenticate(user.email, PASSWORD, from())
  })

  test('does not let in whoever is deactivated while the password is being verified', async () => {
    const user = await withPassword()
    verifications.mockImplementationOnce(async () => {
      await db.user.update({ where: { id: user.id }, data: { status: 'DEACTIVATED' } })
      return true
    })
    await expect(authenticate(user.email, PASSWORD, from())).rejects.toMatchObject({ code: 'INVALID' })
    expect(await db.session.count({ where: { userId: user.id } })).toBe(0)
  })
})

describe('refusals are the same for everybody', () => {
  test('unknown, inactive, without a password, over-long and wrong get one answer after one verification', async () => {
    const active = await withPassword()
    const none = await person()
    const deactivated = await withPassword()
    const deleted = await withPassword()
    await db.user.update({ where: { id: deactivated.id }, data: { status: 'DEACTIVATED' } })
    await db.user.update({ where: { id: deleted.id }, data: { status: 'DELETED', statusBeforeDelete: 'ACTIVE' } })
    const tries: [string, string][] = [
      ['nobody.at.all', PASSWORD],
      ['nobody@example.org', PASSWORD],
      [none.email, PASSWORD],
      [deactivated.email, PASSWORD],
      [deleted.username, PASSWORD],
      [active.email, 'wrong'],
      [active.email, 'x'.repeat(500)],
    ]
    const answers = []
    for (const [identifier, password] of tries) {
      verifications.mockClear()
      answers.push(await outcome(authenticate(identifier, password, from())))
      expect(verifications).toHaveBeenCalledTimes(1)
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ code: 'INVALID' })
  })

  test('they are recorded with the user as target, and never with what was typed', async () => {
    const user = await withPassword()
    await outcome(authenticate(user.email, 'wrong', from()))
    await outcome(authenticate('my secret password typed into the wrong field', 'x', from()))
    const rows = await db.auditEvent.findMany({ where: { event: 'sign-in.refused' }, orderBy: { at: 'asc' } })
    expect(rows).toMatchObject([
      { targetId: user.id, outcome: 'refused', detail: { why: 'wrong-password' } },
      { targetId: null, outcome: 'refused', detail: { why: 'unknown' } },
    ])
    expect(JSON.stringify(rows)).not.toContain('my secret')
    expect(JSON.stringify(await db.signInThrottle.findMany())).not.toContain('my secret')
  })
})

describe('throttling', () => {
  test('after five failures the sixth try waits, with the right password too and with the same answer', async () => {
    const user = await withPassword()
    for (let n = 0; n < 5; n++) expect(await outcome(authenticate(user.email, 'wrong', from()))).toMatchObject({ code: 'INVALID' })
    const wrong = await outcome(authenticate(user.email, 'wrong', from()))
    const right = await outcome(authenticate(user.username, PASSWORD, from()))
    expect(wrong).toMatchObject({ code: 'RATE_LIMITED' })
    const without = (answer: unknown) => JSON.stringify(answer).replaceAll(/\d+/g, 'N')
    expect(without(right)).toBe(without(wrong))
    expect(verifications).toHaveBeenCalledTimes(5)
    await rewind(61)
    expect(await outcome(authenticate(user.email, PASSWORD, from()))).toBe('in')
    for (let n = 0; n < 5; n++) expect(await outcome(authenticate(user.email, 'wrong', from()))).toMatchObject({ code: 'INVALID' })
  })

  test('each further failure waits longer, up to fifteen minutes, and twelve hours begin anew', async () => {
    const user = await withPassword()
    for (let n = 0; n < 5; n++) await outcome(authenticate(user.email, 'wrong', from()))
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      const answer = (await outcome(authenticate(user.email, 'wrong', from()))) as { detail: { retryAfterSeconds: number } }
      expect(answer.detail.retryAfterSeconds).toBeGreaterThan(minutes * 60 - 20)
      expect(answer.detail.retryAfterSeconds).toBeLessThanOrEqual(minutes * 60)
      await rewind(minutes * 60)
      expect(await outcome(authenticate(user.email, 'wrong', from()))).toMatchObject({ code: 'INVALID' })
    }
    await rewind(12 * 3600)
    for (let n = 0; n < 5; n++) expect(await outcome(authenticate(user.email, 'wrong', from()))).toMatchObject({ code: 'INVALID' })
  })

  test('64 parallel wrong passwords get at most five verifications', async () => {
    const user = await withPassword()
    const answers = await Promise.all(Array.from({ length: 64 }, () => outcome(authenticate(user.email, 'wrong', from()))))
    expect(verifications.mock.calls.length).toBeLessThanOrEqual(5)
    expect(answers.filter((answer) => (answer as { code: string }).code === 'RATE_LIMITED')).toHaveLength(
      64 - verifications.mock.calls.length,
    )
  })

  test('an unknown name waits as a known one does', async () => {
    for (let n = 0; n < 5; n++) expect(await outcome(authenticate('No.Body', 'x', from()))).toMatchObject({ code: 'INVALID' })
    expect(await outcome(authenticate('no.body', 'x', from()))).toMatchObject({ code: 'RATE_LIMITED' })
  })

  test('after a hundred failures in a row no wait helps', async () => {
    const user = await withPassword()
    await pool.query(`insert into sign_in_throttles (key, failures) values ($1, 99)`, [`row:${user.id}`])
    expect(await outcome(authenticate(user.email, 'wrong', from()))).toMatchObject({ code: 'INVALID' })
    expect(await outcome(authenticate(user.email, PASSWORD, from()))).toMatchObject({
      code: 'RATE_LIMITED',
      detail: { reason: 'RESET_NEEDED' },
    })
    await rewind(13 * 3600)
    expect(await outcome(authenticate(user.email, PASSWORD, from()))).toMatchObject({ code: 'RATE_LIMITED' })
  })

  test('one address may fail twenty times in five minutes, over all accounts', async () => {
    const tries = (ip: string) => Array.from({ length: 21 }, (_, n) => outcome(authenticate(`nobody${n}.${ip.length}`, 'x', from(ip))))
    const answers = []
    for (const one of tries('203.0.113.7')) answers.push(await one)
    expect(answers.filter((answer) => (answer as { code: string }).code === 'RATE_LIMITED')).toHaveLength(1)
    const user = await withPassword()
    expect(await outcome(authenticate(user.email, PASSWORD, from('203.0.113.7')))).toMatchObject({ code: 'RATE_LIMITED' })
    expect(await outcome(authenticate(user.email, PASSWORD, from('203.0.113.8')))).toBe('in')
    await rewind(301)
    expect(await outcome(authenticate(user.email, PASSWORD, from('203.0.113.7')))).toBe('in')
  })

  test('an IPv6 network of 64 bits counts as one address, and success costs it nothing', async () => {
    const user = await withPassword()
    for (let n = 0; n < 25; n++) expect(await outcome(authenticate(user.email, PASSWORD, from(`2001:db8:1:2::${n}`)))).toBe('in')
    for (let n = 0; n < 20; n++) await outcome(authenticate(`nobody${n}`, 'x', from(`2001:db8:1:2:${n}::1`)))
    expect(await outcome(authenticate('somebody', 'x', from('2001:0db8:0001:0002:ffff::9')))).toMatchObject({ code: 'RATE_LIMITED' })
    expect(await outcome(authenticate('somebody', 'x', from('2001:db8:1:3::1')))).toMatchObject({ code: 'INVALID' })
  })
})

test('confirming one’s password is the same door: it counts, and it waits', async () => {
  const user = await withPassword()
  const actor = async () => ({ ...(await actorFor(user.id)), request: from() })
  await insistOnOwnPassword(await actor(), PASSWORD, 'confirmPassword')
  for (let n = 0; n < 5; n++)
    await expect(insistOnOwnPassword(await actor(), 'wrong', 'confirmPassword')).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { confirmPassword: [expect.any(String)] } },
    })
  await expect(insistOnOwnPassword(await actor(), PASSWORD, 'confirmPassword')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(await outcome(authenticate(user.email, PASSWORD, from()))).toMatchObject({ code: 'RATE_LIMITED' })
})

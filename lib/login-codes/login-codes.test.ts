// Login codes on a real database: what they open, and everything that they must not.
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readShell } from '../auth/shell-query.ts'
import * as passwords from '../auth/password.ts'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { changePassword } from '../passwords/mutations.ts'
import { endGrant, grantRole } from '../roles/mutations.ts'
import { asAdministrator, asUserWith, auditOf, emptyTables, makeRole, person, roleId, system } from '../testing/world.ts'
import { deactivateUser, deleteUser, reactivateUser } from '../users/mutations-lifecycle.ts'
import { createLoginCode, exchangeLoginCode, voidLoginCode } from './mutations.ts'
import { getLoginCode } from './queries.ts'

const verifications = vi.spyOn(passwords, 'verifyPassword')
let admin: Actor & { id: string }
let address = 0

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from rate_limits')
  admin = await asAdministrator()
  verifications.mockClear()
})
afterAll(closeDatabase)

/** Somebody at another address each time, so that only the counter of the code is at work. */
const stranger = (ip = `198.51.${++address >> 8}.${address & 255}`) => anonymousActor({ id: newId(), ip, userAgent: 'a browser' })
const codeFor = async (userId: string) => createLoginCode(admin, { userId })
const enter = (code: string, actor = stranger()) => exchangeLoginCode(actor, { code })
type Refusal = { code: string; message: string; detail: { reason?: string; fields?: object; retryAfterSeconds?: number } }
const outcome = (work: Promise<unknown>): Promise<'in' | Refusal> =>
  work.then(
    () => 'in' as const,
    ({ code, message, detail }: Refusal) => ({ code, message, detail }),
  )
const reasonOf = async (work: Promise<unknown>) => {
  const result = await outcome(work)
  return result === 'in' ? 'in' : [result.code, result.detail.reason]
}
const refusals = (targetId: string) =>
  auditOf(targetId).then((rows) =>
    rows.filter(({ event }) => event === 'login-code.refused').map(({ detail }) => (detail as { why: string }).why),
  )
const shift = (codeId: string, seconds: number) =>
  pool.query('update login_codes set expires_at = expires_at - make_interval(secs => $2::int) where id = $1', [codeId, seconds])

describe('a login code', () => {
  test('signs its user in, with the rights of that moment, and says when, from where and with what', async () => {
    const user = await person()
    await grantRole(system, { userId: user.id, roleId: roleId('Staff') })
    const { grantId } = await grantRole(system, { userId: user.id, roleId: await makeRole('audit:read') })
    const { codeId, code, link, expiresAt } = await codeFor(user.id)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(link).toMatch(new RegExp(`/sign-in/code\\?token=${code}$`))
    expect(Math.abs(expiresAt.getTime() - Date.now() - 600_000)).toBeLessThan(60_000)
    await endGrant(system, { userId: user.id, grantId })
    const from = stranger('203.0.113.77')
    const { token, userId } = await enter(code, from)
    expect(userId).toBe(user.id)
    const shell = await readShell(token, from.request)
    expect(shell?.actor.grants.has('CAN_ACCESS_ADMIN_PANEL')).toBe(true)
    expect(shell?.actor.grants.has('audit:read')).toBe(false)
    expect(Date.now() - Number(shell?.actor.session?.authenticatedAt)).toBeLessThan(60_000)
    const stored = await getLoginCode(admin, { codeId })
    expect(stored).toMatchObject({
      state: 'used',
      usedIp: '203.0.113.77',
      usedUserAgent: 'a browser',
      createdByLabel: admin.label,
      tries: 0,
    })
    expect(stored.auditMeta).toEqual({ ip: admin.request.ip, userAgent: 'test', requestId: admin.request.id })
    const events = (await auditOf(user.id)).map(({ event }) => event)
    expect(events.filter((event) => event.startsWith('login-code.'))).toEqual(['login-code.created', 'login-code.used'])
    const started = (await auditOf(user.id)).find(({ event }) => event === 'session.started')
    expect(started).toMatchObject({ detail: { method: 'login-code' }, actorId: user.id, ip: '203.0.113.77' })
  })

  test('is read in any case, with spaces and dashes, with O for 0 and I or L for 1', async () => {
    const user = await person()
    const ways = [
      (code: string) => code.toLowerCase(),
      (code: string) => code.replaceAll('-', ''),
      (code: string) => ` ${code.replaceAll('-', '  ')} `,
      (code: string) => code.replaceAll('-', '–').replaceAll('0', 'o').replaceAll('1', 'l'),
    ]
    for (const way of ways) expect(await outcome(enter(way((await codeFor(user.id)).code)))).toBe('in')
  })

  test('is nowhere in the database in a form that can be read', async () => {
    const user = await person()
    const { code } = await codeFor(user.id)
    const verifier = code.replaceAll('-', '').slice(4)
    const { rows } = await pool.query<{ text: string }>(
      'select t::text as text from login_codes t union all select t::text from audit_events t union all select t::text from sign_in_throttles t',
    )
    expect(rows.length).toBeGreaterThan(1)
    for (const { text } of rows) expect(text.replaceAll('-', '')).not.toContain(verifier)
    expect((await db.loginCode.findFirstOrThrow()).verifierHash).toMatch(/^\$argon2id\$/)
  })

  test('takes the place of the user’s older one, and of the session that the browser had', async () => {
    const user = await person()
    const [first, second] = [await codeFor(user.id), await codeFor(user.id)]
    expect(await reasonOf(enter(first.code))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
    const one = await enter(second.code)
    const session = (await readShell(one.token, stranger().request))?.actor.session ?? null
    const third = await codeFor(user.id)
    const two = await enter(third.code, { ...stranger(), session })
    expect(await readShell(one.token, stranger().request)).toBeNull()
    expect(await readShell(two.token, stranger().request)).not.toBeNull()
    const voided = (await auditOf(user.id)).filter(({ event }) => event === 'login-code.voided')
    expect(voided.map(({ detail }) => detail)).toEqual([{ codeId: first.codeId }])
  })

  test('carries no claims: whatever is asked for beside the user is refused (threat 60)', async () => {
    const user = await person()
    for (const extra of [{ claims: { role: 'admin' } }, { role: 'admin' }, { anon_admin_session: true }]) {
      const result = await outcome(createLoginCode(admin, { userId: user.id, ...extra }))
      expect(result).toMatchObject({
        code: 'INVALID',
        detail: { fields: { [Object.keys(extra)[0] as string]: ['This field is not known here.'] } },
      })
    }
    const { code } = await codeFor(user.id)
    expect(await outcome(exchangeLoginCode(stranger(), { code, userId: admin.id }))).toMatchObject({ code: 'INVALID' })
    expect(await db.session.count()).toBe(0)
  })
})

describe('a code that does not open anything', () => {
  test('gets one answer after one verification, whatever is wrong; the log knows what', async () => {
    const user = await person()
    const used = await codeFor(user.id)
    await enter(used.code)
    const expired = await codeFor(user.id)
    await shift(expired.codeId, 601)
    const taken = await codeFor((await person()).id)
    await voidLoginCode(admin, { codeId: taken.codeId })
    const gone = await person()
    const inactive = await codeFor(gone.id)
    await pool.query(`update users set status = 'DEACTIVATED' where id = $1`, [gone.id])
    const good = await codeFor((await person()).id)
    const mistyped = good.code.slice(0, -1) + (good.code.endsWith('7') ? '8' : '7')
    const answers: string[] = []
    for (const code of [
      'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ',
      'UUUU-UUUU-UUUU-UUUU-UUUU',
      used.code,
      expired.code,
      taken.code,
      inactive.code,
      mistyped,
    ]) {
      verifications.mockClear()
      answers.push(JSON.stringify(await outcome(enter(code))))
      expect(verifications, code).toHaveBeenCalledTimes(1)
    }
    expect(new Set(answers).size).toBe(1)
    expect(JSON.parse(answers[0] as string)).toMatchObject({ code: 'FORBIDDEN', detail: { reason: 'CODE_REFUSED' } })
    expect(await refusals(user.id)).toEqual(['used', 'expired'])
    expect(await refusals(gone.id)).toEqual(['deactivated'])
    const unknown = await db.auditEvent.findMany({ where: { event: 'login-code.refused', targetId: null } })
    expect(unknown.map(({ detail, targetLabel }) => [detail, targetLabel])).toEqual(
      Array(2).fill([{ why: 'unknown', codeId: null }, 'unknown']),
    )
    expect(await db.session.count()).toBe(1)
    expect(await outcome(enter(good.code))).toBe('in')
  })

  test('expires by the clock of the database, to the second', async () => {
    const user = await person()
    const { codeId, code } = await codeFor(user.id)
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
    try {
      await shift(codeId, 590)
      expect(await outcome(enter(code))).toBe('in')
    } finally {
      vi.useRealTimers()
    }
    const late = await codeFor(user.id)
    await shift(late.codeId, 600)
    expect(await reasonOf(enter(late.code))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
  })

  test('dies with a new password and with deactivation or the trash, for good', async () => {
    const user = await asUserWith()
    const PASSWORD = 'seven quiet harbours'
    await db.user.update({ where: { id: user.id }, data: { passwordHash: await passwords.hashPassword(PASSWORD) } })
    const session = await db.session.create({ data: { id: newId(), userId: user.id, tokenHash: newId() } })
    const self: Actor = { ...user, session: { id: session.id, authenticatedAt: Date.now() } }
    const first = await codeFor(user.id)
    await changePassword(self, { currentPassword: PASSWORD, newPassword: 'eight loud lighthouses' })
    const second = await codeFor(user.id)
    await deactivateUser(admin, { userId: user.id, reason: 'Left' })
    await reactivateUser(admin, { userId: user.id })
    const third = await codeFor(user.id)
    await deleteUser(admin, { userId: user.id, reason: 'Left' })
    await pool.query(`update users set status = 'ACTIVE', status_before_delete = null where id = $1`, [user.id])
    for (const { code } of [first, second, third]) expect(await reasonOf(enter(code))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
    expect(await refusals(user.id)).toEqual(['void', 'void', 'void'])
  })

  test('says only of its length that it is wrong, which tells nothing', async () => {
    for (const code of ['', '   ', 'ABCD-EFGH', 'x'.repeat(21)])
      expect(await outcome(enter(code))).toMatchObject({ code: 'INVALID', detail: { fields: { code: [expect.any(String)] } } })
    expect(verifications).not.toHaveBeenCalled()
  })
})

describe('guessing', () => {
  test('five wrong tries are all that one code takes, then the right one is refused too', async () => {
    const user = await person()
    const { code } = await codeFor(user.id)
    const guess = code.slice(0, 4) + 'ZZZZ'.repeat(4)
    for (let n = 0; n < 5; n++) expect(await reasonOf(enter(guess))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
    expect(await reasonOf(enter(code))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
    expect(await refusals(user.id)).toEqual([...Array<string>(5).fill('wrong'), 'too-many-tries'])
  })
  test('32 wrong tries at once verify it five times', async () => {
    const { code, codeId } = await codeFor((await person()).id)
    const hash = (await db.loginCode.findUniqueOrThrow({ where: { id: codeId } })).verifierHash
    await Promise.all(Array.from({ length: 32 }, () => outcome(enter(code.slice(0, 4) + 'ZZZZ'.repeat(4)))))
    expect(verifications.mock.calls.filter(([given]) => given === hash)).toHaveLength(5)
  })
  test('the 21st miss of a network within an hour is refused before anything is verified, also with a right code; others are not', async () => {
    const { code } = await codeFor((await person()).id)
    for (let n = 0; n < 20; n++)
      expect(await reasonOf(enter('ZZZZ'.repeat(5), stranger(`2001:db8:1:2::${n}`)))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
    verifications.mockClear()
    const refused = await outcome(enter(code, stranger('2001:db8:1:2::99')))
    expect(refused).toMatchObject({ code: 'RATE_LIMITED' })
    expect(refused === 'in' ? 0 : refused.detail.retryAfterSeconds).toBeGreaterThan(3_500)
    expect(verifications).not.toHaveBeenCalled()
    expect(await outcome(enter(code, stranger('2001:db8:1:3::99')))).toBe('in')
    await pool.query(`update sign_in_throttles set window_start = window_start - interval '61 minutes'`)
    expect(await reasonOf(enter('ZZZZ'.repeat(5), stranger('2001:db8:1:2::99')))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
  })
  test('right codes are not counted as misses, but ten tries a minute are all that an address has', async () => {
    const user = await person()
    for (let n = 0; n < 10; n++) expect(await outcome(enter((await codeFor(user.id)).code, stranger('192.0.2.50')))).toBe('in')
    expect(await outcome(enter((await codeFor(user.id)).code, stranger('192.0.2.50')))).toMatchObject({ code: 'RATE_LIMITED' })
    const { rows } = await pool.query<{ failures: number }>(`select failures from sign_in_throttles where key like 'login-code:%'`)
    expect(rows).toEqual([{ failures: 0 }])
  })
})

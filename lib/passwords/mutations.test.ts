import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { anonymousActor, type RequestContext } from '../core/actor.ts'
import { sha256 } from '../core/crypto.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { authenticate } from '../auth/authenticate.ts'
import { signInInput } from '../auth/schema.ts'
import { hashPassword } from '../auth/password.ts'
import { readShell } from '../auth/shell-query.ts'
import { startSession } from '../auth/start-session.ts'
import { issueToken, issueTokens } from '../tokens/steps.ts'
import { actorFor, asAdministrator, asManager, asStranger, auditOf, emptyTables, fingerprint, person, system } from '../testing/world.ts'
import { changePassword, requestPasswordReset, sendPasswordLink, setPasswordWithLink } from './mutations.ts'
import { getPasswordLink } from './queries.ts'

const OLD = 'seven quiet harbours'
const NEW = 'eleven loud lighthouses'
const hash = await hashPassword(OLD)
let address = 0
const request = (ip = `198.51.100.${++address % 250}`): RequestContext => ({ id: newId(), ip, userAgent: 'test' })
const anybody = () => anonymousActor(request())
const withPassword = async () => {
  const user = await person()
  return db.user.update({ where: { id: user.id }, data: { passwordHash: hash } })
}
const sessionOf = (user: { id: string; username: string }) =>
  startSession({ id: user.id, label: user.username, request: request(), method: 'password' })
const mails = (userId: string) => db.outboxMessage.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } })
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

beforeEach(async () => {
  await emptyTables()
})
afterAll(closeDatabase)

describe('asking for a reset', () => {
  test('answers the same for everybody, and mails only users who can sign in', async () => {
    const active = await withPassword()
    const none = await person()
    const gone = await withPassword()
    await db.user.update({ where: { id: gone.id }, data: { status: 'DEACTIVATED' } })
    await db.outboxMessage.deleteMany()
    const answers = []
    for (const identifier of [active.email.toUpperCase(), none.username, gone.email, 'nobody@example.org', 'nobody'])
      answers.push(await requestPasswordReset(anybody(), { identifier }))
    expect(new Set(answers)).toEqual(new Set([undefined]))
    expect(await mails(active.id)).toMatchObject([{ template: 'password-reset', toAddress: active.email }])
    expect(await mails(none.id)).toMatchObject([{ template: 'invitation' }])
    expect(await mails(gone.id)).toEqual([])
    expect((await auditOf(active.id)).map((row) => row.event)).toContain('password.reset-requested')
    expect(await db.oneTimeToken.count({ where: { userId: gone.id, purpose: 'RESET_PASSWORD' } })).toBe(0)
  })

  test('mails one user three times an hour and stays silent about the rest', async () => {
    const user = await withPassword()
    await db.outboxMessage.deleteMany()
    for (let n = 0; n < 5; n++) await requestPasswordReset(anybody(), { identifier: n % 2 ? user.email : user.username })
    expect(await mails(user.id)).toHaveLength(3)
    expect(await db.oneTimeToken.count({ where: { userId: user.id, voidedAt: null, usedAt: null, purpose: 'RESET_PASSWORD' } })).toBe(1)
  })

  test('one address may ask twenty times an hour', async () => {
    const actor = anonymousActor(request('203.0.113.50'))
    for (let n = 0; n < 20; n++) await requestPasswordReset(actor, { identifier: `nobody${n}` })
    expect(await code(requestPasswordReset(actor, { identifier: 'nobody' }))).toBe('RATE_LIMITED')
  })
})

describe('setting a password by a link', () => {
  const linkFor = (userId: string, purpose: 'SET_PASSWORD' | 'RESET_PASSWORD' = 'RESET_PASSWORD', seconds = 600) =>
    db.$transaction((tx) => issueToken(tx, purpose, userId, seconds))

  test('works once, ends all sessions, voids other links, verifies the mailbox and signs nobody in', async () => {
    const user = await withPassword()
    const cookies = [await sessionOf(user), await sessionOf(user)]
    const other = await linkFor(user.id, 'SET_PASSWORD')
    const token = await linkFor(user.id)
    await setPasswordWithLink(anybody(), { token, password: NEW })
    for (const cookie of cookies) expect(await readShell(cookie, request())).toBeNull()
    expect(await db.session.count({ where: { userId: user.id, endedAt: null } })).toBe(0)
    expect((await db.user.findUniqueOrThrow({ where: { id: user.id } })).emailVerifiedAt).toBeInstanceOf(Date)
    for (const used of [token, other]) expect(await code(setPasswordWithLink(anybody(), { token: used, password: NEW }))).toBe('NOT_FOUND')
    await authenticate(user.email, NEW, request())
    expect(await code(authenticate(user.email, OLD, request()))).toBe('INVALID')
    expect((await mails(user.id)).map((mail) => mail.template)).toContain('password-changed')
    expect((await auditOf(user.id)).find((row) => row.event === 'password.set')).toMatchObject({
      detail: { purpose: 'RESET_PASSWORD', sessionsEnded: 2 },
    })
  })

  test('an invitation sets a first password and proves no mailbox, since it may have been handed over', async () => {
    const user = await person()
    await setPasswordWithLink(anybody(), { token: await linkFor(user.id, 'SET_PASSWORD'), password: NEW })
    expect((await db.user.findUniqueOrThrow({ where: { id: user.id } })).emailVerifiedAt).toBeNull()
    await authenticate(user.email, NEW, request())
  })

  test('of 32 parallel uses exactly one gets through', async () => {
    const user = await withPassword()
    const token = await linkFor(user.id)
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, n) => code(setPasswordWithLink(anybody(), { token, password: `${NEW} number ${n}` }))),
    )
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(new Set(answers.filter((answer) => answer !== 'done'))).toEqual(new Set(['NOT_FOUND']))
    expect((await auditOf(user.id)).filter((row) => row.event === 'password.set')).toHaveLength(1)
  })

  test('every link that does not work is refused alike and changes nothing', async () => {
    const user = await withPassword()
    const gone = await withPassword()
    const expired = await linkFor(user.id, 'RESET_PASSWORD', -1)
    const replaced = await linkFor(user.id)
    await linkFor(user.id)
    const inactive = await linkFor(gone.id)
    await db.user.update({ where: { id: gone.id }, data: { status: 'DEACTIVATED' } })
    const bootstrap = await db.$transaction((tx) => issueToken(tx, 'FIRST_ADMINISTRATOR', null, 600))
    const before = await fingerprint()
    for (const token of [expired, replaced, inactive, bootstrap, 'made up', sha256('made up')]) {
      await expect(setPasswordWithLink(anybody(), { token, password: NEW })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        detail: { reason: 'DEAD_LINK' },
      })
      expect(await getPasswordLink(anybody(), { token })).toBeNull()
    }
    expect(await fingerprint()).toBe(before)
  })

  test('a refused password leaves the link as it was; looking at the page uses nothing up', async () => {
    const user = await withPassword()
    const token = await linkFor(user.id)
    const before = await fingerprint()
    for (const password of ['short', 'password123456789', `${user.username} ${user.username}`])
      expect(await code(setPasswordWithLink(anybody(), { token, password }))).toBe('INVALID')
    for (let n = 0; n < 5; n++)
      expect(await getPasswordLink(anybody(), { token })).toMatchObject({ first: false, person: { username: user.username } })
    expect(await fingerprint()).toBe(before)
    await setPasswordWithLink(anybody(), { token, password: NEW })
  })

  test('helps also after a hundred failures in a row', async () => {
    const user = await withPassword()
    await pool.query('insert into sign_in_throttles (key, failures) values ($1, 100)', [`row:${user.id}`])
    expect(await code(authenticate(user.email, OLD, request()))).toBe('RATE_LIMITED')
    await setPasswordWithLink(anybody(), { token: await linkFor(user.id), password: NEW })
    await authenticate(user.email, NEW, request())
  })

  test('links are made for many at once, one each, and only their hashes are kept', async () => {
    const users = [await person(), await person()]
    const secrets = await db.$transaction((tx) =>
      issueTokens(
        tx,
        'SET_PASSWORD',
        [...users, users[0]!].map((user) => user.id),
        600,
      ),
    )
    expect(secrets.size).toBe(2)
    const stored = JSON.stringify(await db.oneTimeToken.findMany())
    for (const secret of secrets.values()) expect(stored).not.toContain(secret)
    expect(await db.oneTimeToken.count({ where: { voidedAt: null, usedAt: null } })).toBe(2)
  })
})

describe('names that cannot be', () => {
  test('are refused where they are typed, and are no fault of the server', async () => {
    expect(await code(requestPasswordReset(anybody(), { identifier: 'a\0b' }))).toBe('INVALID')
    expect(signInInput.safeParse({ identifier: 'a\0b', password: OLD }).success).toBe(false)
  })
})

describe('changing one’s own password', () => {
  test('ends the other sessions and keeps this one', async () => {
    const user = await withPassword()
    const [here, there] = [await sessionOf(user), await sessionOf(user)]
    const shell = await readShell(here, request())
    const actor = shell!.actor
    expect(await changePassword(actor, { currentPassword: OLD, newPassword: NEW })).toEqual({ sessionsEnded: 1 })
    expect(await readShell(here, request())).not.toBeNull()
    expect(await readShell(there, request())).toBeNull()
    await authenticate(user.email, NEW, request())
    expect((await mails(user.id)).map((mail) => mail.template)).toContain('password-changed')
  })

  test('does not undo a reset that came first: a session that has ended changes nothing', async () => {
    const user = await withPassword()
    const { actor } = (await readShell(await sessionOf(user), request()))!
    await db.session.updateMany({ where: { userId: user.id }, data: { endedAt: new Date(), endReason: 'password-changed' } })
    expect(await code(changePassword(actor, { currentPassword: OLD, newPassword: NEW }))).toBe('UNAUTHENTICATED')
    await authenticate(user.email, OLD, request())
  })

  test('needs the current one, through the counted door, and a new one that differs', async () => {
    const user = await withPassword()
    const actor = async () => ({ ...(await actorFor(user.id)), request: request() })
    await expect(changePassword(await actor(), { currentPassword: 'wrong', newPassword: NEW })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { currentPassword: [expect.any(String)] } },
    })
    await expect(changePassword(await actor(), { currentPassword: OLD, newPassword: OLD })).rejects.toMatchObject({
      detail: { reason: 'SAME_PASSWORD' },
    })
    await pool.query('delete from rate_limits')
    for (let n = 0; n < 5; n++) await code(changePassword(await actor(), { currentPassword: 'wrong', newPassword: NEW }))
    await pool.query('delete from rate_limits')
    expect(await code(changePassword(await actor(), { currentPassword: OLD, newPassword: NEW }))).toBe('RATE_LIMITED')
    expect(await code(authenticate(user.email, OLD, request()))).toBe('RATE_LIMITED')
  })
})

describe('sending a link as an administrator', () => {
  test('an invitation is mailed and given back once; a reset is only mailed', async () => {
    const admin = await asAdministrator()
    const [fresh, known] = [await person(), await withPassword()]
    const { link } = await sendPasswordLink(admin, { userId: fresh.id, kind: 'invitation' })
    const token = new URL(link as string).searchParams.get('token') as string
    expect(link).toMatch(/^http:\/\/localhost:3000\/set-password\?token=[\w-]{43}$/)
    await setPasswordWithLink(anybody(), { token, password: NEW })
    expect(await sendPasswordLink(admin, { userId: known.id, kind: 'reset' })).toEqual({ link: null })
    expect((await mails(known.id)).map((mail) => mail.template)).toContain('password-reset')
    expect((await sendPasswordLink(system, { userId: known.id, kind: 'reset' })).link).toContain('/set-password?token=')
  })

  test('is refused for those who have a password (invitation), cannot sign in, or outrank the actor', async () => {
    const admin = await asAdministrator()
    const manager = await asManager()
    const user = await withPassword()
    const stranger = await asStranger()
    const before = await fingerprint()
    await expect(sendPasswordLink(admin, { userId: user.id, kind: 'invitation' })).rejects.toMatchObject({
      detail: { reason: 'HAS_PASSWORD' },
    })
    await expect(sendPasswordLink(manager, { userId: admin.id, kind: 'reset' })).rejects.toMatchObject({ detail: { reason: 'OUTRANKED' } })
    expect(await code(sendPasswordLink(stranger, { userId: user.id, kind: 'reset' }))).toBe('FORBIDDEN')
    expect(await code(sendPasswordLink(admin, { userId: newId(), kind: 'reset' }))).toBe('NOT_FOUND')
    expect(await fingerprint()).toBe(before)
  })
})

// Tokens of other systems that may be used once: by one caller of many, in one process or two, and remembered long enough.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { sha256 } from '../core/crypto.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { forgetAllSeenTokens } from '../jobs/forget-seen-tokens.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, auditOf, emptyTables, makeRole, person, system } from '../testing/world.ts'
import { deleteSeenToken, forgetSeenTokens, useOnce } from './mutations.ts'
import { findSeenToken, getSeenToken, listSeenTokens } from './queries.ts'

const ROUNDS = 10
let client: Actor
let admin: Actor

async function holderOf(...permissions: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions) })
  return actorFor(user.id)
}
beforeEach(async () => {
  await emptyTables()
  client = await holderOf('seen-token:use')
  admin = await asAdministrator()
})
afterAll(closeDatabase)

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string; detail: { reason?: string } }) => [error.code, error.detail.reason].filter(Boolean).join(' '),
  )
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const age = (tokenId: string, days: number) =>
  pool.query('update seen_tokens set expires_at = expires_at - make_interval(days => $2::int) where id = $1', [tokenId, days])

describe('using a token once', () => {
  test('is done the first time, and 403 and recorded each time after', async () => {
    const token = `eyJ${newId()}.nonce`
    const { tokenId } = await useOnce(client, { token, expiresAt: inDays(1), meta: { client: 'orders', attempt: 1, trial: false } })
    expect(await outcome(useOnce(client, { token }))).toBe('FORBIDDEN USED')
    expect(await outcome(useOnce(system, { token, expiresAt: inDays(30) }))).toBe('FORBIDDEN USED')
    const { seen } = await findSeenToken(admin, { token })
    expect(seen).toMatchObject({ id: tokenId, usedByLabel: client.label, auditMeta: { client: 'orders', attempt: 1, trial: false } })
    expect(seen?.fingerprint).toBe(sha256(token).slice(0, 16))
    const events = await auditOf(tokenId)
    expect(events.map(({ event, outcome: each }) => [event, each])).toEqual([
      ['seen-token.used', 'done'],
      ['seen-token.refused', 'refused'],
      ['seen-token.refused', 'refused'],
    ])
    expect(events[1]?.detail).toEqual({ usedAt: seen?.usedAt.toISOString() })
  })

  test('is about exactly that token, and keeps no more of it than its hash', async () => {
    const token = `Secret-${newId()}`
    await useOnce(client, { token })
    for (const other of [token.toLowerCase(), `${token} `, token.slice(0, -1)]) {
      expect((await findSeenToken(admin, { token: other })).seen).toBeNull()
      expect(await outcome(useOnce(client, { token: other }))).toBe('done')
    }
    const { rows } = await pool.query<{ text: string }>(
      'select t::text as text from seen_tokens t union all select t::text from audit_events t',
    )
    for (const { text } of rows) expect(text).not.toContain(token)
  })

  test('takes empty notes, and refuses what is too long, nested or over already', async () => {
    expect(await outcome(useOnce(client, { token: 'a' }))).toBe('done')
    expect((await findSeenToken(admin, { token: 'a' })).seen?.auditMeta).toEqual({})
    expect(await outcome(useOnce(client, { token: 'ä'.repeat(4_096) }))).toBe('done')
    for (const wrong of [
      { token: '' },
      { token: 'ä'.repeat(4_097) },
      { token: 'b', meta: { nested: { role: 'admin' } } },
      { token: 'b', meta: { text: 'x'.repeat(2_048) } },
      { token: 'b', expiresAt: 'soon' },
      { token: 'b', claims: {} },
    ])
      expect(await outcome(useOnce(client, wrong)), JSON.stringify(wrong).slice(0, 60)).toBe('INVALID')
    expect(await outcome(useOnce(client, { token: 'b', expiresAt: inDays(-1) }))).toBe('INVALID TOKEN_ENDED')
    expect((await findSeenToken(admin, { token: 'b' })).seen).toBeNull()
  })

  test(`is done for one of 32 at once, ${ROUNDS} times over`, { timeout: 60_000 }, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const token = newId()
      const answers = await Promise.all(Array.from({ length: 32 }, () => outcome(useOnce(client, { token }))))
      expect([answers.filter((each) => each === 'done').length, answers.filter((each) => each === 'FORBIDDEN USED').length]).toEqual([
        1, 31,
      ])
      const { seen } = await findSeenToken(admin, { token })
      const events = (await auditOf(String(seen?.id))).map(({ event }) => event)
      expect([events.length, events.filter((event) => event === 'seen-token.used').length]).toEqual([32, 1])
    }
  })

  test('is done for one in two processes', { timeout: 60_000 }, async () => {
    const program = `
      const { useOnce } = await import('./lib/seen-tokens/mutations.ts')
      const { systemActor } = await import('./lib/core/actor.ts')
      const { db } = await import('./lib/core/db.ts')
      await db.$queryRaw\`select 1\`
      console.log('ready')
      const use = (token) => useOnce(systemActor('other'), { token }).then(() => 'done', (error) => error.code + ' ' + error.detail.reason)
      process.stdin.on('data', async (text) => {
        const token = String(text).trim()
        console.log(JSON.stringify(await Promise.all(Array.from({ length: 16 }, () => use(token)))))
      })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
    const said = async () => String((await once(child.stdout, 'data'))[0])
    try {
      expect(await said()).toContain('ready')
      for (let round = 0; round < ROUNDS; round++) {
        const token = newId()
        const theirs = said()
        child.stdin.write(`${token}\n`)
        const ours = await Promise.all(Array.from({ length: 16 }, () => outcome(useOnce(client, { token }))))
        const all = [...ours, ...(JSON.parse(await theirs) as string[])]
        expect([all.filter((each) => each === 'done').length, all.filter((each) => each === 'FORBIDDEN USED').length]).toEqual([1, 31])
      }
    } finally {
      child.kill('SIGKILL')
    }
  })
})

describe('forgetting', () => {
  test('is refused until 30 days after the token’s own end, by the clock of the database, and for ever without an end', async () => {
    const { tokenId } = await useOnce(client, { token: 'ends', expiresAt: inDays(1) })
    const endless = await useOnce(client, { token: 'endless' })
    await age(tokenId, 30)
    for (const id of [tokenId, endless.tokenId]) {
      expect(await outcome(deleteSeenToken(admin, { tokenId: id }))).toBe('RULE STILL_NEEDED')
      await expect(pool.query('delete from seen_tokens where id = $1', [id])).rejects.toThrow(/never deleted/)
      expect((await getSeenToken(admin, { tokenId: id })).whyNotDelete).toContain('is kept')
    }
    await age(tokenId, 2)
    expect(await outcome(useOnce(client, { token: 'ends' }))).toBe('FORBIDDEN USED')
    expect(await outcome(deleteSeenToken(admin, { tokenId }))).toBe('done')
    expect(await outcome(deleteSeenToken(admin, { tokenId }))).toBe('NOT_FOUND')
    expect((await auditOf(tokenId)).at(-1)).toMatchObject({ event: 'seen-token.deleted', detail: { tokens: 1 } })
  })

  test('is what the nightly job does, to exactly those that may go', async () => {
    const [old, young, endless] = [
      await useOnce(client, { token: 'old', expiresAt: inDays(1) }),
      await useOnce(client, { token: 'young', expiresAt: inDays(1) }),
      await useOnce(client, { token: 'endless' }),
    ]
    await age(old.tokenId, 32)
    await age(young.tokenId, 29)
    await forgetAllSeenTokens()
    const left = await db.seenToken.findMany({ select: { id: true } })
    expect(left.map(({ id }) => id).sort()).toEqual([young.tokenId, endless.tokenId].sort())
    expect(await db.auditEvent.count({ where: { event: 'seen-token.deleted' } })).toBe(1)
    await forgetAllSeenTokens()
    expect(await db.auditEvent.count({ where: { event: 'seen-token.deleted' } })).toBe(1)
    expect(await outcome(forgetSeenTokens(admin, {}))).toBe('FORBIDDEN system:forget-seen-tokens')
  })
})

test('the list finds by who used a token and by its fingerprint; using, reading and deleting are three rights', async () => {
  const reader = await holderOf('seen-token:read')
  const one = await useOnce(client, { token: 'one', expiresAt: inDays(1) })
  const two = await useOnce(system, { token: 'two' })
  const ids = async (params: object) => (await listSeenTokens(reader, params)).tokens.map(({ id }) => id)
  expect(await ids({})).toEqual([two.tokenId, one.tokenId])
  expect(await ids({ q: sha256('one').slice(0, 8).toUpperCase() })).toEqual([one.tokenId])
  expect(await ids({ q: client.label.slice(0, 10) })).toEqual([one.tokenId])
  expect(await ids({ q: '%' })).toEqual([])
  await age(one.tokenId, 40)
  expect(await ids({ state: 'deletable' })).toEqual([one.tokenId])
  expect(await ids({ state: 'kept' })).toEqual([two.tokenId])
  for (const [actor, call] of [
    [client, () => listSeenTokens(client, {})],
    [client, () => findSeenToken(client, { token: 'one' })],
    [reader, () => useOnce(reader, { token: 'three' })],
    [reader, () => deleteSeenToken(reader, { tokenId: one.tokenId })],
  ] as const)
    expect(await outcome(call()), actor.label).toMatch(/^FORBIDDEN/)
})

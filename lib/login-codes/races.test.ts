// Login codes against many hands at once: in one process, and in two.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { anonymousActor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { asAdministrator, auditOf, emptyTables, person } from '../testing/world.ts'
import { deactivateUser } from '../users/mutations-lifecycle.ts'
import { createLoginCode, exchangeLoginCode } from './mutations.ts'

const ROUNDS = 10
let address = 0
const stranger = () => anonymousActor({ id: newId(), ip: `198.18.${++address >> 8}.${address & 255}`, userAgent: null })
const enter = (code: string) =>
  exchangeLoginCode(stranger(), { code }).then(
    () => 'in',
    (error: { code: string; detail: { reason?: string } }) => `${error.code} ${error.detail.reason}`,
  )
const tally = (answers: string[]) => [
  answers.filter((each) => each === 'in').length,
  answers.filter((each) => each === 'FORBIDDEN CODE_REFUSED').length,
]

beforeEach(emptyTables)
afterAll(closeDatabase)

/** What one round must leave: a session, a code used once, and a refusal in the log for everybody else. */
async function expectOneUse(userId: string, codeId: string, refused: number) {
  expect(await db.session.count({ where: { userId, endedAt: null } })).toBe(1)
  const events = (await auditOf(userId)).map(({ event }) => event)
  const count = (name: string) => events.filter((event) => event === name).length
  expect([count('login-code.used'), count('session.started'), count('login-code.refused')]).toEqual([1, 1, refused])
  expect((await db.loginCode.findUniqueOrThrow({ where: { id: codeId } })).usedAt).not.toBeNull()
}

test(`of 32 who use one code at once exactly one gets in, ${ROUNDS} times over`, { timeout: 120_000 }, async () => {
  const admin = await asAdministrator()
  for (let round = 0; round < ROUNDS; round++) {
    const user = await person()
    const { code, codeId } = await createLoginCode(admin, { userId: user.id })
    expect(tally(await Promise.all(Array.from({ length: 32 }, () => enter(code))))).toEqual([1, 31])
    await expectOneUse(user.id, codeId, 31)
  }
})

test('two processes at once let one in, and another process knows what was used', { timeout: 120_000 }, async () => {
  const program = `
    const { exchangeLoginCode } = await import('./lib/login-codes/mutations.ts')
    const { anonymousActor } = await import('./lib/core/actor.ts')
    const { db } = await import('./lib/core/db.ts')
    await db.$queryRaw\`select 1\`
    console.log('ready')
    let next = 0
    const enter = (code) => exchangeLoginCode(anonymousActor({ id: crypto.randomUUID(), ip: '198.19.0.' + ++next, userAgent: null }), { code })
      .then(() => 'in', (error) => error.code + ' ' + error.detail.reason)
    process.stdin.on('data', async (text) => {
      const answers = await Promise.all(Array.from({ length: 16 }, () => enter(String(text).trim())))
      console.log(JSON.stringify(answers))
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const said = async () => String((await once(child.stdout, 'data'))[0])
    expect(await said()).toContain('ready')
    const admin = await asAdministrator()
    for (let round = 0; round < ROUNDS; round++) {
      const user = await person()
      const { code, codeId } = await createLoginCode(admin, { userId: user.id })
      await pool.query('delete from rate_limits')
      const theirs = said()
      child.stdin.write(`${code}\n`)
      const ours = await Promise.all(Array.from({ length: 16 }, () => enter(code)))
      expect(tally([...ours, ...(JSON.parse(await theirs) as string[])])).toEqual([1, 31])
      await expectOneUse(user.id, codeId, 31)
      await pool.query(`delete from sign_in_throttles`)
    }
  } finally {
    child.kill('SIGKILL')
  }
})

test('makers at once leave one good code, and no two good codes begin alike', { timeout: 60_000 }, async () => {
  const admin = await asAdministrator()
  const user = await person()
  await Promise.all(Array.from({ length: 16 }, () => createLoginCode(admin, { userId: user.id })))
  const good = await db.loginCode.count({ where: { userId: user.id, usedAt: null, voidedAt: null } })
  expect([good, await db.loginCode.count()]).toEqual([1, 16])
  const { rows } = await pool.query(`select selector from login_codes where voided_at is null group by selector having count(*) > 1`)
  expect(rows).toEqual([])
})

test('deactivation and use at once: whoever got in is put out, or the code is dead', { timeout: 60_000 }, async () => {
  const admin = await asAdministrator()
  for (let round = 0; round < ROUNDS; round++) {
    const user = await person()
    const { code } = await createLoginCode(admin, { userId: user.id })
    await Promise.all([enter(code), deactivateUser(admin, { userId: user.id, reason: 'Left' })])
    expect(await db.session.count({ where: { userId: user.id, endedAt: null } })).toBe(0)
    expect(await enter(code)).toBe('FORBIDDEN CODE_REFUSED')
  }
})

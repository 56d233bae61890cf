// Who may make, see and take back login codes, and what the list finds.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asManager, emptyTables, group, join, makeRole, person, system } from '../testing/world.ts'
import { createLoginCode, deleteLoginCode, exchangeLoginCode, voidLoginCode } from './mutations.ts'
import { getLoginCode, listLoginCodes } from './queries.ts'

let admin: Actor & { id: string }
let address = 0

beforeEach(async () => {
  await emptyTables()
  admin = await asAdministrator()
})
afterAll(closeDatabase)

const stranger = () => anonymousActor({ id: newId(), ip: `198.51.100.${++address}`, userAgent: null })
const codeFor = (userId: string) => createLoginCode(admin, { userId })
const enter = (code: string) => exchangeLoginCode(stranger(), { code })
type Refusal = { code: string; detail: { reason?: string } }
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'in',
    ({ code, detail }: Refusal) => [code, detail.reason],
  )
const shift = (codeId: string, seconds: number) =>
  pool.query('update login_codes set expires_at = expires_at - make_interval(secs => $2::int) where id = $1', [codeId, seconds])

describe('who may', () => {
  test('make one: with a fresh factor, for active users in reach who may not do more', async () => {
    const [boss, inside] = [await asManager('login-code:create'), await person()]
    const stale = await actorFor(admin.id, Date.now() - 11 * 60_000)
    expect(await reasonOf(createLoginCode(stale, { userId: inside.id }))).toEqual(['FORBIDDEN', 'REAUTHENTICATE'])
    expect(await reasonOf(createLoginCode(boss, { userId: admin.id }))).toEqual(['RULE', 'OUTRANKED'])
    expect(await reasonOf(createLoginCode(boss, { userId: newId() }))).toEqual(['NOT_FOUND', undefined])
    for (const status of ['DEACTIVATED', 'DELETED'])
      expect(
        await pool
          .query(
            `update users set status = $2::"UserStatus", status_before_delete = case when $2 = 'DELETED' then 'ACTIVE'::"UserStatus" end where id = $1`,
            [inside.id, status],
          )
          .then(() => reasonOf(createLoginCode(boss, { userId: inside.id }))),
      ).toEqual(['RULE', 'NOT_ACTIVE'])
    expect(await db.loginCode.count()).toBe(0)
  })

  test('a code made for somebody who could do less is void once they are given a role, alone or by a group', async () => {
    const [alone, member] = [await person(), await person()]
    const team = await group()
    await join(team, member.id)
    const codes = [await codeFor(alone.id), await codeFor(member.id)]
    const roleId = await makeRole('audit:read')
    await grantRole(system, { userId: alone.id, roleId })
    await grantRole(system, { groupId: team, roleId })
    for (const { code } of codes) expect(await reasonOf(enter(code))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
  })

  test('group managers make, see and take back codes of their people, and learn nothing of others', async () => {
    const [own, other] = [await group(), await group()]
    const [inside, outside] = [await person(), await person()]
    await join(own, inside.id)
    await join(other, outside.id)
    const manager = await person({ password: true })
    await grantRole(system, { userId: manager.id, roleId: await makeRole('login-code:create', 'user:read'), reachGroupId: own })
    const actor = await actorFor(manager.id)
    const foreign = await codeFor(outside.id)
    const mine = await createLoginCode(actor, { userId: inside.id })
    for (const op of [voidLoginCode, deleteLoginCode, getLoginCode])
      expect(await reasonOf(op(actor, { codeId: foreign.codeId }))).toEqual(['NOT_FOUND', undefined])
    expect(await reasonOf(createLoginCode(actor, { userId: outside.id }))).toEqual(['NOT_FOUND', undefined])
    expect((await listLoginCodes(actor, {})).codes.map(({ id }) => id)).toEqual([mine.codeId])
    expect(await voidLoginCode(actor, { codeId: mine.codeId })).toEqual({ changed: true })
    expect(await voidLoginCode(actor, { codeId: mine.codeId })).toEqual({ changed: false })
    expect(await reasonOf(enter(mine.code))).toEqual(['FORBIDDEN', 'CODE_REFUSED'])
    expect(await reasonOf(enter(foreign.code))).toBe('in')
    expect(await reasonOf(voidLoginCode(admin, { codeId: foreign.codeId }))).toEqual(['RULE', 'USED'])
  })

  test('delete one: nobody, neither by the operation nor in the database', async () => {
    const { codeId } = await codeFor((await person()).id)
    for (const actor of [admin, system]) expect(await reasonOf(deleteLoginCode(actor, { codeId }))).toEqual(['RULE', 'NEVER_DELETED'])
    await expect(pool.query('delete from login_codes where id = $1', [codeId])).rejects.toThrow(/never deleted/)
    expect((await getLoginCode(admin, { codeId })).state).toBe('open')
  })
})

test('the list finds by user and by maker, by state, and pages by keyset', async () => {
  const [ann, bo] = [await person({ firstName: 'Ann', lastName: '100%' }), await person({ firstName: 'Bo', lastName: 'Ek' })]
  const used = await codeFor(ann.id)
  await enter(used.code)
  const open = await codeFor(ann.id)
  const expired = await createLoginCode(system, { userId: bo.id })
  await shift(expired.codeId, 601)
  const ids = async (params: object) => (await listLoginCodes(admin, params)).codes.map(({ id }) => id)
  expect(await ids({})).toEqual([expired.codeId, open.codeId, used.codeId])
  expect(await ids({ q: '100%' })).toEqual([open.codeId, used.codeId])
  expect(await ids({ q: '%' })).toEqual([open.codeId, used.codeId])
  expect(await ids({ q: admin.label.slice(0, 12) })).toEqual([open.codeId, used.codeId])
  expect(await ids({ user: bo.id })).toEqual([expired.codeId])
  for (const [state, code] of [
    ['used', used],
    ['open', open],
    ['expired', expired],
  ] as const)
    expect(await ids({ state })).toEqual([code.codeId])
  expect(await ids({ state: 'void' })).toEqual([])
  await pool.query(
    `insert into login_codes (id, selector, verifier_hash, user_id, user_label, created_at, expires_at)
     select gen_random_uuid(), 'ABCD', 'x', $1, 'Many', now() - make_interval(mins => n), now() from generate_series(1, 30) n`,
    [bo.id],
  )
  const first = await listLoginCodes(admin, { q: 'many' })
  const second = await listLoginCodes(admin, { q: 'many', after: first.next })
  expect([first.codes.length, second.codes.length, second.next]).toEqual([25, 5, null])
  expect(new Set([...first.codes, ...second.codes].map(({ id }) => id)).size).toBe(30)
})

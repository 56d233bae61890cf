import { afterAll, beforeEach, expect, test } from 'vitest'
import { anonymousActor } from '../core/actor.ts'
import { closeDatabase, db } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantAdministrator } from '../roles/mutations.ts'
import { issueToken } from '../tokens/steps.ts'
import { actorFor, asAdministrator, asStranger, auditOf, emptyTables, fingerprint, person, system } from '../testing/world.ts'
import { authenticate } from './authenticate.ts'
import { firstAdministratorLink } from './first-administrator.ts'
import { claimFirstAdministrator, issueFirstAdministratorSecret } from './mutations.ts'
import { getFirstAdministratorLink } from './queries.ts'

let address = 0
const request = () => ({ id: newId(), ip: `198.51.100.${++address % 250}`, userAgent: 'test' })
const anybody = () => anonymousActor(request())
const PASSWORD = 'seven quiet harbours'
const claim = (token: string, username = 'first.person', more: Record<string, unknown> = {}) =>
  claimFirstAdministrator(anybody(), { token, username, email: `${username}@example.org`, password: PASSWORD, ...more })
const tokenOf = (link: string | null) => new URL(link as string).searchParams.get('token') as string
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

beforeEach(emptyTables)
afterAll(closeDatabase)

test('the link makes an administrator who can sign in, and is recorded and mailed', async () => {
  const { userId } = await claim(tokenOf(await firstAdministratorLink()), 'first.person', { firstName: 'Ann', lastName: 'Lee' })
  await authenticate('first.person', PASSWORD, request())
  expect((await actorFor(userId)).grants.get('role:assign')).toBe('everywhere')
  expect(await db.$queryRaw`select user_id::text from administrators`).toEqual([{ user_id: userId }])
  expect((await auditOf(userId)).map((row) => row.event)).toEqual(
    expect.arrayContaining(['user.created', 'role.granted', 'first-administrator.created']),
  )
  expect((await db.outboxMessage.findMany({ where: { userId } })).map((mail) => mail.template)).toEqual(['first-administrator'])
})

test('of 32 parallel uses exactly one makes an administrator', async () => {
  const token = tokenOf(await firstAdministratorLink())
  const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => code(claim(token, `person.${n}`))))
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
  expect(new Set(answers.filter((answer) => answer !== 'done'))).toEqual(new Set(['NOT_FOUND']))
  expect(await db.user.count()).toBe(1)
  expect(await db.grant.count()).toBe(1)
})

test('it is dead for ever after, also when that administrator is deactivated and the grant is gone', async () => {
  const token = tokenOf(await firstAdministratorLink())
  const spare = await db.$transaction((tx) => issueToken(tx, 'FIRST_ADMINISTRATOR', null, 600))
  await claim(spare)
  await db.user.updateMany({ data: { status: 'DEACTIVATED' } })
  await db.grant.deleteMany()
  expect(await firstAdministratorLink()).toBeNull()
  const before = await fingerprint()
  for (const used of [token, spare, 'made up']) {
    expect(await code(claim(used, 'second.person'))).toBe('NOT_FOUND')
    expect(await code(getFirstAdministratorLink(anybody(), { token: used }))).toBe('NOT_FOUND')
  }
  expect(await fingerprint()).toBe(before)
})

test('an administrator made on the command line closes the door too, for ever', async () => {
  const token = tokenOf(await firstAdministratorLink())
  const user = await person({ password: true })
  await grantAdministrator(system, { user: user.email })
  expect(await code(claim(token))).toBe('NOT_FOUND')
  await db.grant.deleteMany()
  expect(await code(claim(token))).toBe('NOT_FOUND')
  expect(await firstAdministratorLink()).toBeNull()
})

test('so does an administrator who was made in any other way, from the next start on', async () => {
  await firstAdministratorLink()
  await asAdministrator()
  expect(await firstAdministratorLink()).toBeNull()
  await db.grant.deleteMany()
  expect(await firstAdministratorLink()).toBeNull()
})

test('each link makes the older ones worthless, and looking at the page uses nothing up', async () => {
  const old = tokenOf(await firstAdministratorLink())
  const token = tokenOf(await firstAdministratorLink())
  const before = await fingerprint()
  expect(await code(getFirstAdministratorLink(anybody(), { token: old }))).toBe('NOT_FOUND')
  for (let n = 0; n < 5; n++) expect(await getFirstAdministratorLink(anybody(), { token })).toEqual({ works: true })
  expect(await code(claim(old))).toBe('NOT_FOUND')
  expect(await fingerprint()).toBe(before)
  await claim(token)
})

test('what is refused leaves the link as it was', async () => {
  const token = tokenOf(await firstAdministratorLink())
  expect(await code(claim(token, 'admin'))).toBe('INVALID')
  expect(await code(claim(token, 'first.person', { password: 'first.person first.person' }))).toBe('INVALID')
  expect(await code(claim(token, 'first.person', { status: 'ACTIVE' }))).toBe('INVALID')
  expect(await db.user.count()).toBe(0)
  await claim(token)
})

test('only the program itself makes links', async () => {
  for (const actor of [anybody(), await asStranger()])
    expect(['UNAUTHENTICATED', 'FORBIDDEN']).toContain(await code(issueFirstAdministratorSecret(actor, {})))
})

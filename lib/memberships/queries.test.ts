import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { exportText } from '../core/export-text.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asUserWith, emptyTables, group, join, makeRole, person, system } from '../testing/world.ts'
import { exportMemberships } from './exports.ts'
import { membershipsList } from './list.ts'
import { createMembership } from './mutations.ts'
import { listMemberships, membershipOfUser } from './queries.ts'
import { mayVote, needsAffirmation } from './rules.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const member = async (firstName: string, fields: object = {}, more: object = {}) => {
  const user = await person({ firstName, lastName: 'Quist', ...more })
  return { user, ...(await createMembership(system, { userId: user.id, ...fields })) }
}
const affirmed = (membershipId: string, day: string | null) =>
  pool.query('update memberships set last_vote_affirmation = $2 where id = $1', [membershipId, day])
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const namesOf = async (search: string, actor: Actor = system) =>
  (await listMemberships(actor, membershipsList.fromSearch(search).params)).memberships.map(({ user }) => user.fullName.split(' ')[0])

describe('the list', () => {
  test('finds by the user and by what the membership says, ignoring case and accents', async () => {
    await member('Łukasz', { legalName: 'Lucas Kowalski', city: 'Łódź' }, { username: 'lukasz.k' })
    await member('Aino', { preferredName: 'Ainikki', emailAddress: 'aino.member@example.net', country: 'Côte d’Ivoire' })
    expect(await namesOf('q=lukasz')).toEqual(['Łukasz'])
    expect(await namesOf('q=LUCAS kow')).toEqual(['Łukasz'])
    expect(await namesOf('q=lodz quist')).toEqual(['Łukasz'])
    expect(await namesOf('q=ainikki')).toEqual(['Aino'])
    expect(await namesOf('q=aino.member@example.net')).toEqual(['Aino'])
    expect(await namesOf('q=cote')).toEqual(['Aino'])
    expect(await namesOf('q=quist&sort=name&direction=asc')).toEqual(['Aino', 'Łukasz'])
    expect(await namesOf('q=%25')).toEqual([])
  })
  test('narrows by type, country, voting and due', async () => {
    await member('Basic', { country: 'Finland', votes: true })
    const due = await member('Due', { type: 'fellow', votes: true, country: 'FINLAND' })
    const recent = await member('Recent', { type: 'supporting', votes: true, country: 'Suomi' })
    await member('Silent', { type: 'contributing' })
    await affirmed(due.membershipId, daysAgo(366))
    await affirmed(recent.membershipId, daysAgo(365))
    const by = async (search: string) => (await namesOf(`${search}&sort=name&direction=asc`)).join(' ')
    expect(await by('type=fellow')).toBe('Due')
    expect(await by('country=finland')).toBe('Basic Due')
    expect(await by('voting=yes')).toBe('Due Recent')
    expect(await by('voting=no')).toBe('Basic Silent')
    expect(await by('due=yes')).toBe('Due')
    expect(await by('due=no')).toBe('Basic Recent Silent')
    expect(await by('due=yes&country=suomi')).toBe('')
  })
  test('agrees with the rule on who has to affirm, for every age and for never', async () => {
    for (const [n, day] of [null, daysAgo(0), daysAgo(364), daysAgo(365), daysAgo(366), '1999-12-31'].entries()) {
      const { membershipId } = await member(`N${n}`, { type: 'fellow', votes: n !== 5 })
      await affirmed(membershipId, day)
    }
    const { memberships } = await listMemberships(system, {})
    expect(memberships).toHaveLength(6)
    for (const each of memberships) expect([each.lastVoteAffirmation, each.due]).toEqual([each.lastVoteAffirmation, needsAffirmation(each)])
    expect(memberships.map(mayVote)).toEqual(memberships.map(({ voting }) => voting))
    expect(memberships.filter(({ due }) => due)).toHaveLength(2)
  })
  test.each(['created', 'name', 'affirmed'] as const)(
    'goes by %s through every page, forth and back, and meets each once',
    async (sort) => {
      for (let n = 0; n < 30; n++) {
        const { membershipId } = await member(`N${n % 7}`, { type: 'fellow' })
        if (n % 3) await affirmed(membershipId, daysAgo((n % 5) * 100))
      }
      for (const direction of ['asc', 'desc'] as const) {
        const page = (more: object) => listMemberships(system, membershipsList.strict.parse({ sort, direction, ...more }))
        const first = await page({})
        const second = await page({ after: first.next })
        expect([first.memberships.length, second.memberships.length, second.next, first.previous]).toEqual([25, 5, null, null])
        const ids = [...first.memberships, ...second.memberships].map(({ id }) => id)
        expect(new Set(ids).size).toBe(30)
        const back = await page({ before: second.previous })
        expect(back.memberships.map(({ id }) => id)).toEqual(ids.slice(0, 25))
        const last = await page({ last: true })
        expect(last.memberships.map(({ id }) => id)).toEqual(ids.slice(5))
        expect(first.count).toBe(30)
      }
    },
  )
  test('is blind beyond the reach of the viewer, in rows, count and file', async () => {
    const groupId = await group()
    const [inside] = [await member('Inside'), await member('Outside')]
    await join(groupId, inside.user.id)
    const officer = await person({ password: true })
    const roleId = await makeRole('membership:read', 'membership:export')
    await grantRole(system, { userId: officer.id, roleId, reachGroupId: groupId })
    const actor = await actorFor(officer.id)
    expect(await listMemberships(actor, {})).toMatchObject({ count: 1, memberships: [{ user: { fullName: 'Inside Quist' } }] })
    expect(await linesOf(actor, '')).toHaveLength(2)
    expect(await namesOf('q=outside', actor)).toEqual([])
  })
  test('takes two round trips, whatever the number of rows', async () => {
    for (let n = 0; n < 20; n++) await member(`N${n}`)
    const admin = await asAdministrator()
    const asked = vi.spyOn(pg.Client.prototype, 'query')
    await listMemberships(admin, {})
    expect(asked).toHaveBeenCalledTimes(2)
    asked.mockRestore()
  })
})

async function linesOf(actor: Actor, search: string) {
  let text = ''
  for await (const part of exportText(await exportMemberships(actor, { search }))) text += part
  return text.replace('\ufeff', '').trimEnd().split('\r\n')
}

describe('the file', () => {
  test('has the columns of python.org, labels, days, and no formula', async () => {
    const { membershipId } = await member('Ann', { type: 'fellow', votes: true, emailAddress: '+ann@example.org' }, { username: 'ann.lee' })
    await affirmed(membershipId, '2026-03-14')
    await member('Bo', {}, { username: '-bo' })
    const admin = await asAdministrator()
    expect(await linesOf(admin, 'sort=name&direction=asc')).toEqual([
      '"membership_type","creator","email_address","votes","last_vote_affirmation"',
      `"Fellow","ann.lee","'+ann@example.org","true","2026-03-14"`,
      `"Basic","'-bo","","false",""`,
    ])
    const recorded = await db.auditEvent.findFirstOrThrow({ where: { event: 'memberships.exported' }, orderBy: { at: 'desc' } })
    expect(recorded).toMatchObject({
      actorId: admin.id,
      targetLabel: 'all memberships',
      detail: { format: 'csv', scope: 'all', query: 'sort=name&direction=asc' },
    })
  })
  test.each(['', 'sort=name&direction=asc', 'type=fellow&sort=affirmed', 'q=quist&voting=no', 'due=yes'])(
    'of "%s" is what the list shows, in its order',
    async (search) => {
      for (const [n, type] of (['fellow', 'basic', 'supporting', 'fellow'] as const).entries()) {
        const { membershipId } = await member(`N${n}`, { type, votes: n > 1 })
        await affirmed(membershipId, n === 3 ? '2020-01-01' : null)
      }
      const { memberships } = await listMemberships(system, membershipsList.fromSearch(search).params)
      expect((await linesOf(system, search)).slice(1).map((line) => line.split(',')[1])).toEqual(
        memberships.map(({ user }) => `"${user.username}"`),
      )
    },
  )
  test('is refused when the search names something unknown, and to who may only read', async () => {
    await expect(exportMemberships(system, { search: 'typ=fellow' })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(exportMemberships(await asUserWith('Auditor'), {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

test('of a user: theirs, or none with whom it is about', async () => {
  const [ann, bo] = [await member('Ann', { city: 'Turku' }), await person({ firstName: 'Bo' })]
  expect(await membershipOfUser(system, { userId: ann.user.id })).toMatchObject({
    user: { id: ann.user.id },
    membership: { city: 'Turku' },
  })
  expect(await membershipOfUser(system, { userId: bo.id })).toEqual({
    user: { id: bo.id, username: bo.username, fullName: bo.fullName, status: 'ACTIVE', email: bo.email },
    membership: null,
  })
})

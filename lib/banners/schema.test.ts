import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { emptyTables, system } from '../testing/world.ts'
import { createBanner } from './mutations.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('truncate banners cascade')
})
afterAll(closeDatabase)

const TEXTS = { title: 'Maintenance', message: 'Tonight.' }

describe('what is refused', () => {
  test.each([
    ['no title', { title: ' ' }, 'title'],
    ['a title of two lines', { title: 'a\nb' }, 'title'],
    ['a title that reads backwards', { title: 'a\u202eb' }, 'title'],
    ['a message with NUL', { message: 'a\0b' }, 'message'],
    ['a message with an isolate', { message: 'a\u2066b' }, 'message'],
    ['half a character', { message: 'a\ud800' }, 'message'],
    ['too long a message', { message: 'x'.repeat(1_001) }, 'message'],
    ['a javascript: link', { link: 'javascript:alert(1)' }, 'link'],
    ['one in disguise', { link: 'java\tscript:alert(1)' }, 'link'],
    ['one behind a blank', { link: ' \u0001javascript:alert(1)' }, 'link'],
    ['a data: link', { link: 'data:text/html,x' }, 'link'],
    ['a link without host', { link: 'https:///x' }, 'link'],
    ['a link with one slash', { link: 'https:/evil.example' }, 'link'],
    ['a link with a backslash', { link: 'https://good.example\\@evil.example' }, 'link'],
    ['a link with a password', { link: 'https://good.example@evil.example/' }, 'link'],
    ['a path of this site', { link: '/users' }, 'link'],
    ['a text for no link', { linkText: 'More' }, 'link'],
    ['an unknown kind', { kind: 'fatal' }, 'kind'],
    ['a prefix that is no path', { paths: 'users' }, 'paths'],
    ['another host as a path', { paths: '//evil.example' }, 'paths'],
    ['a whole address as a path', { paths: 'https://example.org/users' }, 'paths'],
    ['a path with a query', { paths: '/users?q=a' }, 'paths'],
    ['a path that climbs', { paths: '/users/../audit' }, 'paths'],
    ['a path with a blank', { paths: ['/a b'] }, 'paths'],
    ['51 paths', { paths: Array.from({ length: 51 }, (_, n) => `/a${n}`).join('\n') }, 'paths'],
    ['an end before the start', { startsAt: '2026-02-01', endsAt: '2026-01-01' }, 'endsAt'],
    ['an end with the start', { startsAt: '2026-02-01', endsAt: '2026-02-01' }, 'endsAt'],
    ['a day that does not exist', { startsAt: '2026-02-30T10:00' }, 'startsAt'],
    ['a zone that does not exist', { timeZone: 'Mars/Base' }, 'timeZone'],
    ['a role without one', { audience: 'role' }, 'audienceRoleId'],
    ['a group without one', { audience: 'group', audienceGroup: '' }, 'audienceGroup'],
    ['an unknown audience', { audience: 'staff' }, 'audience'],
    ['enabling by creating', { enabled: true }, 'enabled'],
    ['a revision', { revision: 7 }, 'revision'],
  ])('%s', async (_what, odd, field) => {
    const call = createBanner(system, { ...TEXTS, ...odd })
    await expect(call).rejects.toMatchObject({ code: 'INVALID', detail: { fields: { [field]: [expect.any(String)] } } })
    expect(await db.banner.count()).toBe(0)
  })

  test('what is taken is stored in one spelling, local times in the zone that is named', async () => {
    const { bannerId } = await createBanner(system, {
      title: '  Сервис \u200fשלום ',
      message: 'One\r\nTwo',
      link: 'HTTPS://example.org/a?b=c#d',
      linkText: '',
      paths: ' /users/ \r\n\n/users\n/audit , /account',
      startsAt: '2026-07-01T22:00',
      endsAt: '2026-07-02T00:00:30',
      timeZone: 'Europe/Helsinki',
      dismissible: 'false',
    })
    expect(await db.banner.findUnique({ where: { id: bannerId } })).toMatchObject({
      title: 'Сервис \u200fשלום',
      message: 'One\nTwo',
      link: 'HTTPS://example.org/a?b=c#d',
      paths: ['/users', '/audit', '/account'],
      startsAt: new Date('2026-07-01T19:00:00Z'),
      endsAt: new Date('2026-07-01T21:00:30Z'),
      dismissible: false,
      enabled: false,
    })
  })
})

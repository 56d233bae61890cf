import fc from 'fast-check'
import { expect, test } from 'vitest'
import { usersList } from '../../lib/users/list.ts'
import { bulkHref, matchingSearch, packIds, shownSearch, unpackIds } from './bulk-address.ts'

test('ids come back from an address as they were, in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { maxLength: 100 }), (ids) => {
      expect(unpackIds(packIds(ids))).toEqual(ids)
    }),
  )
})

test('a hundred ids take less than 2,200 letters, none of which an address would spell otherwise', () => {
  const packed = packIds(Array.from({ length: 100 }, () => crypto.randomUUID()))
  expect(packed.length).toBeLessThan(2_200)
  expect(encodeURIComponent(packed)).toBe(packed)
})

test('what is no list of ids is none, and what is no id is left out', () => {
  for (const text of ['', 'A', 'AAAA', '!!', '%00', `${packIds([crypto.randomUUID()])}A`, '../x']) expect(unpackIds(text), text).toEqual([])
  const id = crypto.randomUUID()
  expect(unpackIds(packIds(['', 'ann', id, `${id}0`]))).toEqual([id])
})

test('all that match are named by what narrows the list, and a file by what it shows as well', () => {
  const params = usersList.lenient({
    q: 'ann',
    status: 'active',
    sort: 'name',
    direction: 'asc',
    perPage: '50',
    columns: ['email'],
    after: 'x',
  })
  expect(matchingSearch(params)).toBe('q=ann&status=active')
  expect(Object.fromEntries(new URLSearchParams(shownSearch(params)))).toMatchObject({
    q: 'ann',
    status: 'active',
    sort: 'name',
    direction: 'asc',
  })
  expect(shownSearch(params)).toContain('columns=email')
  expect(shownSearch(params)).not.toMatch(/after|perPage/)
  expect(matchingSearch(usersList.lenient({}))).toBe('')
})

test('the address says that all are meant even when nothing narrows the list', () => {
  expect(bulkHref('delete', { search: '' })).toBe('/users/bulk?action=delete&scope=matching&search=')
  const id = crypto.randomUUID()
  expect(new URLSearchParams(bulkHref('delete', { userIds: [id] }).split('?')[1]).get('users')).toBe(packIds([id]))
})

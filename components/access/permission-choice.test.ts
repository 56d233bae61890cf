import { describe, expect, it } from 'vitest'
import { PERMISSIONS, PERMISSION_NAMES, isImplicit, type Permission } from '../../lib/core/permissions.ts'
import { broughtBy, changesBetween, pressNoun, stateOf } from './permission-choice.ts'
import { byNoun, fitsSearch, type OfferedPermission } from './permission-words.ts'

const offered: OfferedPermission[] = [
  ...PERMISSION_NAMES.filter((name) => !isImplicit(name)).map((name: Permission) => {
    const { description, privileged, everywhereOnly, includes } = PERMISSIONS[name] as {
      description: string
      privileged?: true
      everywhereOnly?: true
      includes?: readonly string[]
    }
    return {
      name,
      description,
      builtIn: true,
      privileged: privileged === true,
      everywhereOnly: everywhereOnly === true,
      includes: includes ?? [],
    }
  }),
  { name: 'shop.refund', description: 'Give money back', builtIn: false, privileged: false, everywhereOnly: false, includes: [] },
]
const held = (...names: string[]) => new Set(names)
const none: ReadonlyMap<string, string> = new Map()

describe('permissions by noun', () => {
  const nouns = byNoun(offered)
  it('have a name each, and every permission is in exactly one of them', () => {
    expect(nouns.flatMap(({ permissions }) => permissions.map(({ name }) => name)).sort()).toEqual(offered.map(({ name }) => name).sort())
    for (const { label } of nouns) expect(label).not.toMatch(/[:_]/)
  })
  it('begin with whole areas and end with what is for other applications', () => {
    const labels = nouns.map(({ label }) => label)
    expect(labels[0]).toBe('Whole areas')
    expect(labels.slice(-2)).toEqual(['Client applications', 'shop'])
  })
  it('are found by words of the name, the description and the noun, in any order and case', () => {
    const users = nouns.find(({ label }) => label === 'Users')
    const purge = users?.permissions.find(({ name }) => name === 'user:purge')
    if (!users || !purge) throw new Error('There is no user:purge.')
    for (const text of ['', 'purge', 'GOOD remove', 'users for']) expect(fitsSearch(purge, users, text), text).toBe(true)
    expect(fitsSearch(purge, users, 'purge role')).toBe(false)
  })
})

describe('what comes with what', () => {
  it('follows inclusion through several steps and names what was chosen', () => {
    const brought = broughtBy(held('CAN_MANAGE_USERS'), offered)
    expect(brought.get('user:read')).toBe('CAN_MANAGE_USERS')
    expect(brought.get('note:read')).toBe('CAN_MANAGE_USERS') // through note:write
    expect(brought.has('CAN_MANAGE_USERS')).toBe(false)
    expect(brought.has('role:create')).toBe(false)
  })
  it('ends on a circle', () => {
    const circle = [
      { name: 'a', includes: ['b'] },
      { name: 'b', includes: ['a'] },
    ]
    expect([...broughtBy(held('a'), circle)]).toEqual([['b', 'a']])
  })
})

describe('the box of a noun', () => {
  const names = ['x:read', 'x:write', 'x:delete']
  it('counts what is held and what is brought', () => {
    expect(stateOf(names, held(), none)).toEqual({ allowed: 0, state: 'none' })
    expect(stateOf(names, held('x:read'), new Map([['x:write', 'all']]))).toEqual({ allowed: 2, state: 'some' })
    expect(stateOf(names, held('x:read', 'x:delete'), new Map([['x:write', 'all']]))).toEqual({ allowed: 3, state: 'all' })
  })
  it('adds what is missing and not what is brought already', () => {
    expect([...pressNoun(names, held('y'), new Map([['x:write', 'all']]), held())]).toEqual(['y', 'x:read', 'x:delete'])
  })
  it('takes everything away when nothing is missing, and never touches what cannot be given', () => {
    expect([...pressNoun(names, held(...names, 'y'), none, held())]).toEqual(['y'])
    expect([...pressNoun(names, held('x:read'), none, held('x:write'))].sort()).toEqual(['x:delete', 'x:read'])
    expect([...pressNoun(names, held('x:read', 'x:delete'), none, held('x:write'))]).toEqual([])
  })
})

it('changes are what is new and what is gone', () => {
  expect(changesBetween(['a', 'b'], held('b', 'c'))).toEqual({ added: ['c'], removed: ['a'] })
  expect(changesBetween(['a'], held('a'))).toEqual({ added: [], removed: [] })
})

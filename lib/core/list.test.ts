import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineList, flag } from './list.ts'

const users = defineList({
  sort: ['name', 'created'],
  defaultSort: 'created',
  defaultDirection: 'desc',
  filters: { status: z.array(z.enum(['ACTIVE', 'DEACTIVATED'])).default([]), role: z.string().max(50).optional(), privileged: flag },
})
const read = (search: URLSearchParams) => {
  const raw: Record<string, string | string[]> = {}
  for (const name of new Set(search.keys())) {
    const all = search.getAll(name)
    raw[name] = all.length === 1 ? (all[0] ?? '') : all
  }
  return raw
}
const defaults = { q: '', sort: 'created', direction: 'desc', perPage: 25, last: false, status: [], privileged: false }

describe('defineList', () => {
  it('starts from the defaults', () => {
    expect(users.strict.parse({})).toEqual(defaults)
    expect(users.lenient({})).toEqual(defaults)
    expect(users.toSearch(users.lenient({})).toString()).toBe('')
  })

  it('strict refuses what lenient forgives, field by field', () => {
    const raw = { q: 'ann', sort: 'nonsense', perPage: '37', status: 'ACTIVE', unknown: '1', direction: ['asc', 'desc'] }
    expect(users.strict.safeParse(raw).success).toBe(false)
    expect(users.strict.safeParse({ unknown: '1' }).success).toBe(false)
    expect(users.strict.safeParse({ perPage: 37 }).success).toBe(false)
    expect(users.lenient(raw)).toEqual({ ...defaults, q: 'ann', status: ['ACTIVE'], direction: 'asc' })
  })

  it('takes 200 characters of search text and no more', () => {
    expect(users.strict.safeParse({ q: 'a'.repeat(200) }).success).toBe(true)
    expect(users.strict.safeParse({ q: 'a'.repeat(201) }).success).toBe(false)
    expect(users.lenient({ q: 'a'.repeat(201) }).q).toBe('')
  })

  it('gives back from the address exactly the state that was written into it', () => {
    const state = fc.record({
      q: fc.string({ maxLength: 200 }).map((text) => text.trim()),
      sort: fc.constantFrom('name' as const, 'created' as const),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
      perPage: fc.constantFrom(25 as const, 50 as const, 100 as const),
      last: fc.boolean(),
      status: fc.uniqueArray(fc.constantFrom('ACTIVE' as const, 'DEACTIVATED' as const)),
      privileged: fc.boolean(),
    })
    const extra = fc.record(
      { after: fc.string({ minLength: 1, maxLength: 50 }), role: fc.string({ minLength: 1, maxLength: 50 }) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(state, extra, (fixed, optional) => {
        const params = { ...fixed, ...optional }
        expect(users.lenient(read(new URLSearchParams(users.toSearch(params).toString())))).toEqual(params)
      }),
    )
  })

  it('never throws on an address, however odd', () => {
    const raw = fc.dictionary(
      fc.constantFrom('q', 'sort', 'direction', 'perPage', 'after', 'last', 'status', 'x'),
      fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined)),
    )
    fc.assert(
      fc.property(raw, (given) => {
        expect(users.strict.safeParse(users.lenient(given)).success).toBe(true)
      }),
    )
  })

  it('links to the first page after any change but one of place', () => {
    const params = users.lenient({ q: 'ann', after: 'x', sort: 'name' })
    expect(users.linkTo(params, { sort: 'created' })).toBe('?q=ann')
    expect(users.linkTo(params, { after: 'y' })).toBe('?q=ann&sort=name&after=y')
    expect(users.linkTo(params, { last: true })).toBe('?q=ann&sort=name&last=1')
    expect(users.linkTo({ ...params, role: 'r' }, { role: undefined, q: '', sort: 'created' })).toBe('?')
  })

  it('knows a narrowed list from a whole one', () => {
    expect(users.isNarrowed(users.lenient({ sort: 'name', after: 'x', perPage: '50' }))).toBe(false)
    expect(users.isNarrowed(users.lenient({ q: 'a' }))).toBe(true)
    expect(users.isNarrowed(users.lenient({ status: ['ACTIVE'] }))).toBe(true)
  })

  it('reads a query string, and says what it had to leave out', () => {
    expect(users.fromSearch('q=ann&status=ACTIVE&status=DEACTIVATED&sort=name')).toEqual({
      params: users.lenient({ q: 'ann', status: ['ACTIVE', 'DEACTIVATED'], sort: 'name' }),
      dropped: [],
    })
    const { params, dropped } = users.fromSearch('?q=ann&sort=nonsense&unknown=1&__proto__=x')
    expect(params).toEqual(users.lenient({ q: 'ann' }))
    expect(dropped.sort()).toEqual(['__proto__', 'sort', 'unknown'])
  })

  it('does not take a choice of looks for a narrowed list', () => {
    const list = defineList({ sort: ['name'], looks: { columns: z.array(z.string()).optional() } })
    const params = list.lenient({ columns: ['a', 'b'] })
    expect(params.columns).toEqual(['a', 'b'])
    expect(list.isNarrowed(params)).toBe(false)
    expect(list.toSearch(params).toString()).toBe('columns=a&columns=b')
  })
})

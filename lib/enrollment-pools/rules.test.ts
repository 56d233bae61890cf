import { describe, expect, test } from 'vitest'
import { isAllowedDomain, widens } from './rules.ts'
import { createPoolInput, domain, extra, questions, readInvited, type PoolSettings } from './schema.ts'

const pool: PoolSettings = {
  name: 'Spring',
  welcome: '',
  terms: '',
  expiresAt: new Date('2099-01-01'),
  quota: 10,
  domains: ['example.org', '*.example.net'],
  needsApproval: true,
  needsSecondApprover: true,
  needsApprovalCode: true,
  listed: false,
  certificate: 'on_request',
  groupId: 'g1',
  groupIds: ['g2'],
  roles: [{ roleId: 'r1', reachGroupId: 'g1' }],
  questions: [],
  extra: { site: 'Berlin' },
}

describe('what widens a pool', () => {
  test.each<[string, Partial<PoolSettings>]>([
    ['a role more', { roles: [...pool.roles, { roleId: 'r2', reachGroupId: null }] }],
    ['a role that reaches further', { roles: [{ roleId: 'r1', reachGroupId: null }] }],
    ['a role elsewhere', { roles: [{ roleId: 'r1', reachGroupId: 'g3' }] }],
    ['a group more', { groupIds: ['g2', 'g3'] }],
    ['another place', { groupId: 'g3' }],
    ['no place', { groupId: null }],
    ['no approval', { needsApproval: false }],
    ['one approver less', { needsSecondApprover: false }],
    ['no code', { needsApprovalCode: false }],
    ['a place on the sign-in page', { listed: true }],
    ['a certificate at once', { certificate: 'on_approval' }],
    ['a later end', { expiresAt: new Date('2100-01-01') }],
    ['no end', { expiresAt: null }],
    ['a higher quota', { quota: 11 }],
    ['no quota', { quota: null }],
    ['a domain more', { domains: ['example.org', '*.example.net', 'example.com'] }],
    ['sub-domains where there was one domain', { domains: ['*.example.org', '*.example.net'] }],
    ['any domain', { domains: [] }],
    ['other values', { extra: { site: 'Paris' } }],
  ])('%s', (_, change) => expect(widens(pool, { ...pool, ...change })).toBe(true))
  test.each<[string, Partial<PoolSettings>]>([
    ['nothing', {}],
    ['words and questions', { name: 'Summer', welcome: 'Hello', terms: 'Be kind', questions: [{ key: 'a', label: 'A', type: 'line', required: true, options: [] }] }], // prettier-ignore
    ['less of everything', { roles: [], groupIds: [], quota: 5, expiresAt: new Date('2098-01-01'), certificate: 'none' }],
    ['a narrower domain', { domains: ['example.org', 'school.example.net', '*.deep.example.net'] }],
  ])('but not %s', (_, change) => expect(widens(pool, { ...pool, ...change })).toBe(false))
})

test('domains match exactly, or below when they say so, in any case', () => {
  expect(isAllowedDomain([], 'ann@anything.example')).toBe(true)
  expect(isAllowedDomain(['example.org'], 'Ann@EXAMPLE.org')).toBe(true)
  for (const address of ['ann@sub.example.org', 'ann@notexample.org', 'ann@example.org.evil.example', 'ann@example.or'])
    expect(isAllowedDomain(['example.org'], address)).toBe(false)
  expect(isAllowedDomain(['*.example.org'], 'ann@a.b.example.org')).toBe(true)
  for (const address of ['ann@example.org', 'ann@evilexample.org', 'ann@*.example.org'])
    expect(isAllowedDomain(['*.example.org'], address)).toBe(false)
})

test('a domain is one that an address can have', () => {
  for (const good of ['example.org', ' EXAMPLE.org ', '*.a-b.example', 'xn--bcher-kva.example'])
    expect(domain.safeParse(good).success).toBe(true)
  for (const bad of [
    '',
    'example',
    '*.org.',
    '*',
    '*.*.example.org',
    'a..b',
    '-a.example',
    'bücher.example',
    'a@example.org',
    'a b.example',
    '*example.org',
    '1.2.3.4',
  ])
    expect(domain.safeParse(bad).success, bad).toBe(false)
})

test('values are a flat object of at most 4,096 bytes, also as text', () => {
  expect(extra.parse('{"site": "Berlin", "floor": 3, "guest": true}')).toEqual({ site: 'Berlin', floor: 3, guest: true })
  expect(extra.parse('')).toEqual({})
  for (const bad of [
    '{',
    '[]',
    '{"a": null}',
    '{"a": {"b": 1}}',
    '{"a": [1]}',
    '{"__proto__": 1, "x": {}}',
    `{"a": "${'ü'.repeat(2_050)}"}`,
    '{"a b": 1}',
  ])
    expect(extra.safeParse(bad).success, bad.slice(0, 30)).toBe(false)
  expect(Object.getPrototypeOf(extra.parse('{"__proto__x": 1}'))).toBe(Object.prototype)
})

test('questions have keys of their own, and choices something to choose from', () => {
  const one = { key: 'why', label: 'Why?', type: 'line' }
  expect(questions.parse(JSON.stringify([one]))).toEqual([{ ...one, required: false, options: [] }])
  for (const bad of [
    [one, one],
    [{ ...one, type: 'choice', options: ['only'] }],
    [{ ...one, options: ['a', 'b'] }],
    [{ ...one, key: 'Why' }],
    [{ ...one, label: ' ' }],
    Array.from({ length: 21 }, (_, at) => ({ ...one, key: `q${at}` })),
  ])
    // prettier-ignore
    expect(questions.safeParse(bad).success).toBe(false)
})

test('a pool is shared and limited by a quota, or of single-use links and limited by their number', () => {
  const fields = (input: object) => createPoolInput.safeParse({ name: 'A', ...input }).error?.issues.map(({ path }) => path[0])
  expect(fields({})).toBeUndefined()
  expect(fields({ kind: 'single_use', links: 3 })).toBeUndefined()
  expect(fields({ kind: 'single_use' })).toEqual(['links'])
  expect(fields({ kind: 'single_use', links: 10_001 })).toEqual(['links'])
  expect(fields({ kind: 'single_use', links: 3, quota: 4, listed: true })).toEqual(['quota', 'listed'])
  expect(fields({ links: 3 })).toEqual(['links'])
  expect(
    createPoolInput.parse({ name: 'A', roles: ['11111111-1111-4111-8111-111111111111@22222222-2222-4222-8222-222222222222'] }).roles,
  ).toEqual([{ roleId: '11111111-1111-4111-8111-111111111111', reachGroupId: '22222222-2222-4222-8222-222222222222' }])
})

test('a line names a person', () => {
  expect(readInvited('ann@example.org')).toEqual({ email: 'ann@example.org', firstName: '', lastName: '' })
  expect(readInvited('Ann Marie Lee <ann@example.org>')).toEqual({ email: 'ann@example.org', firstName: 'Ann Marie', lastName: 'Lee' })
  expect(readInvited('"Ann" <ann@example.org>')).toEqual({ email: 'ann@example.org', firstName: 'Ann', lastName: '' })
  for (const bad of ['ann', 'Ann <ann>', 'ann@example.org, bob@example.org', `${'x'.repeat(151)} y <ann@example.org>`])
    expect(readInvited(bad)).toHaveProperty('problem')
})

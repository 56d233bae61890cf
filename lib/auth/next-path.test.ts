import { expect, test } from 'vitest'
import { safeNextPath } from './next-path.ts'

const APP = 'https://people.example.org'

test.each([
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\\/evil.example',
  '\\/evil.example',
  '/%09/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '/%0d%0aLocation:%20https://evil.example',
  'https:evil.example',
  'https://evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'http://evil.example',
  'https://people.example.org@evil.example',
  'https://people.example.org.evil.example/',
  'https://people.example.org/users',
  '@evil.example',
  'evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  ' //evil.example',
  '/ /evil.example',
  '/.//evil.example',
  '/users/..//evil.example',
  '/%5cevil.example',
  '/%2f/evil.example',
  '/%2fevil.example',
  '\u0000/users',
  '?next=//evil.example',
  '#//evil.example',
  '',
  '/sign-in?next=/sign-in',
  '/api/auth/signout',
  `/${'a'.repeat(3_000)}`,
])('%j leads to the start page', (payload) => {
  expect(safeNextPath(payload, APP)).toBe('/')
})

test.each([undefined, null, 7, {}, ['/users', '//evil.example']])('%j is no path', (payload) => {
  expect(safeNextPath(payload, APP)).toBe('/')
})

test.each([
  ['/', '/'],
  ['/users', '/users'],
  ['/users?q=ann&sort=-name', '/users?q=ann&sort=-name'],
  ['/users/018f/edit#top', '/users/018f/edit'],
  ['/users/../account', '/account'],
  ['/users?next=https://evil.example', '/users?next=https://evil.example'],
])('%s is kept', (path, expected) => {
  expect(safeNextPath(path, APP)).toBe(expected)
})

test('whatever is kept stays on our own origin', () => {
  for (const path of ['/users', '/account/sessions', '/users?q=//evil.example'])
    expect(new URL(safeNextPath(path, APP), APP).origin).toBe(APP)
})

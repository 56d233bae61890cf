import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { DOWNLOADS } from '../http/downloads.ts'
import { ANONYMOUS_PERMISSIONS } from '../core/permissions.ts'
import { allOperations } from './all-operations.ts'

const app = join(import.meta.dirname, '../../app')
const sources = (pattern: string) =>
  globSync(pattern, { cwd: app })
    .sort()
    .map((file) => ({ file, source: readFileSync(join(app, file), 'utf8') }))
const address = (file: string) =>
  `/${dirname(file)
    .split('/')
    .filter((part) => part !== '.' && !/^\(.*\)$/.test(part))
    .join('/')}`

/** Pages that anybody may open. May only shrink. */
const PUBLIC_PAGES = [
  '/approved-groups',
  '/enroll',
  '/enrollment',
  '/enrollment/confirm',
  '/enrollment/edit',
  '/first-administrator',
  '/forgot-password',
  '/request-access',
  '/set-password',
  '/sign-in',
  '/sign-in/code',
]
/** Actions that anybody may send. May only shrink. Dismissing a banner without a session only sets a cookie. */
const PUBLIC_ACTIONS = [
  'answerQuestionAction',
  'claimFirstAdministratorAction',
  'confirmEmailAction',
  'dismissBannerAction',
  'enrollAction',
  'finishSignUpAction',
  'regenerateApprovalCodeAction',
  'requestAccessAction',
  'requestPasswordResetAction',
  'sendConfirmationAgainAction',
  'setEnrollmentPasswordAction',
  'setPasswordAction',
  'signInAction',
  'signInWithCertificateAction',
  'signInWithCodeAction',
  'updateOwnEnrollmentAction',
  'withdrawEnrollmentAction',
]
/** What actions call that is no operation of a noun: signing in makes an actor, and of a banner that a stranger dismissed only the browser knows. */
const NO_OPERATIONS = ['signIn', 'signInWithCertificate', 'signInWithCode', 'dismissShownBanner']
/** Route handlers: all others are pages. */
const ROUTE_HANDLERS = ['/api/auth/[...nextauth]', '/groups/search', '/users/search']

test('every page is made by an adapter, and the public ones are exactly these', () => {
  const pages = sources('**/page.tsx').map(({ file, source }) => ({
    address: address(file),
    maker: /export default (\w+)[<(]/.exec(source)?.[1],
  }))
  expect(pages.length).toBeGreaterThan(15)
  for (const page of pages) expect(['adminPage', 'accountPage', 'publicPage'], page.address).toContain(page.maker)
  expect(
    pages
      .filter((page) => page.maker === 'publicPage')
      .map((page) => page.address)
      .sort(),
  ).toEqual(PUBLIC_PAGES)
})

test('every action is a formAction, and the public ones are exactly these', async () => {
  const operations = await allOperations()
  const actions: { name: string; operation: string }[] = []
  for (const { file, source } of sources('**/*.{ts,tsx}')) {
    const marked = /^\s*['"]use server['"]/m.test(source)
    if (!marked) continue
    expect(file, 'Server actions live in actions.ts.').toMatch(/actions\.ts$/)
    const exported = [...source.matchAll(/^export (?:const (\w+) = (\w+)\((\w+)|.*)/gm)]
    for (const [line, name, maker, operation] of exported) {
      expect(['formAction', 'callAction'], `${file}: ${line}`).toContain(maker)
      actions.push({ name: name ?? '', operation: operation ?? '' })
    }
  }
  expect(actions.length).toBeGreaterThan(20)
  const isPublic = (operation: string) => {
    const known = operations.get(operation)
    return known ? (ANONYMOUS_PERMISSIONS as readonly string[]).includes(known.operation.permission) : NO_OPERATIONS.includes(operation)
  }
  for (const { operation } of actions) expect(operations.has(operation) || NO_OPERATIONS.includes(operation), operation).toBe(true)
  expect(
    actions
      .filter(({ operation }) => isPublic(operation))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(PUBLIC_ACTIONS)
})

test('Next serves no other route handlers than these', () => {
  expect(
    sources('**/route.ts')
      .map(({ file }) => address(file))
      .sort(),
  ).toEqual(ROUTE_HANDLERS)
})

test('every export has one address, and only exports have', async () => {
  const exports = [...(await allOperations()).values()].filter(({ operation }) => operation.kind === 'export')
  expect(
    Object.values(DOWNLOADS)
      .map(({ operation }) => operation.name)
      .sort(),
  ).toEqual(exports.map(({ operation }) => operation.name).sort())
})

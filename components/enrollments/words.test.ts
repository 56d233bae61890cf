import { expect, test } from 'vitest'
import type { OwnEnrollment } from '../../lib/enrollments/views.ts'
import { domainWords } from './domain-words.ts'
import { isAsked, ownWords } from './own-words.ts'

const own = (change: Partial<OwnEnrollment>) =>
  ({
    state: 'PENDING',
    next: 'wait',
    username: 'ann',
    email: 'ann@example.org',
    decidedBy: 'the approvers of Berlin',
    pool: { name: 'Kitchen', owner: 'Olga' },
    messages: [],
    canSetPassword: false,
    mails: [],
    ...change,
  }) as unknown as OwnEnrollment
const message = (fromApplicant: boolean) => ({ id: 'm', fromApplicant, author: null, text: 'x', createdAt: new Date(0) })

test('addresses that a pool takes are named one by one', () => {
  expect(domainWords([])).toBe('')
  expect(domainWords(['example.org'])).toBe('Only addresses at @example.org.')
  expect(domainWords(['a.org', '*.b.org', 'c.org'])).toBe('Only addresses at @a.org, a sub-domain of b.org or @c.org.')
})

test('who waits hears who decides, and nothing about why they wait', () => {
  const { title, lead } = ownWords(own({}))
  expect(title).toBe('Your request is waiting')
  expect(lead).toContain('The approvers of Berlin will look at your request for Kitchen')
  expect(ownWords(own({ pool: null })).lead).toContain('look at your request.')
})

test('what is the applicant’s to do comes before waiting', () => {
  expect(ownWords(own({ next: 'complete' })).title).toBe('Some things are missing')
  expect(ownWords(own({ next: 'confirm-email' })).lead).toContain('ann@example.org')
  expect(ownWords(own({ next: 'finish-sign-up' })).title).toBe('Look into your mail')
  expect(ownWords(own({ messages: [message(false)] })).title).toBe('There is a question for you')
  expect(ownWords(own({ messages: [message(false), message(true)] })).title).toBe('Your request is waiting')
})

test('an end says which of them it is, and never that somebody got in who did not', () => {
  const titles = (['APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED'] as const).map((state) => ownWords(own({ state, next: 'none' })).title)
  expect(titles).toEqual(['You are in', 'Your request was not accepted', 'You withdrew your request', 'Your request has expired'])
  expect(ownWords(own({ state: 'APPROVED', next: 'set-password', canSetPassword: true })).title).toBe('You are in: choose a password')
  expect(ownWords(own({ state: 'APPROVED', next: 'sign-in' })).lead).not.toContain('mail')
  const mails = [{ template: 'enrollment-approved', toAddress: 'ann@example.org', status: 'SENT', at: new Date(0) }]
  expect(ownWords(own({ state: 'APPROVED', next: 'sign-in', mails })).lead).toContain('We sent a mail to ann@example.org')
})

test('nothing is asked any more once it is decided', () => {
  expect(isAsked(own({ messages: [message(false)] }))).toBe(true)
  expect(isAsked(own({ state: 'REJECTED', messages: [message(false)] }))).toBe(false)
})

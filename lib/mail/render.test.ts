import { expect, test } from 'vitest'
import { linkOf } from './link.ts'
import { renderMessage } from './render.ts'
import { tame } from './template-parts.ts'
import { TEMPLATES, linkEnds, type TemplateName } from './templates.ts'

const hostile = `<img src=x onerror=alert(1)>"'&\r\nBcc: everyone@evil.example\u202egnp.exe\u0000`
/** Values that no user writes. */
const FIXED = ['kind', 'itemId', 'waiting', 'more', 'items', 'days']
const values: Record<TemplateName, Record<string, string | number | boolean>> = {
  invitation: { name: 'Łukasz', username: 'lukasz' },
  'password-reset': { name: '', username: 'lukasz' },
  deactivated: { name: '佐藤', username: 'sato', reason: 'Left the project.' },
  'first-administrator': { name: 'Ada', username: 'ada' },
  'password-changed': { name: 'Ada', username: 'ada' },
  'group-end-reminder': { name: 'Ada', group: 'Berlin', until: '29 Nov 2026, 06:49:05 UTC' },
  'group-request-made': { name: 'Ada', group: 'Berlin', who: 'Bo Ek (bo.ek)', reason: 'I live there.' },
  'group-request-approved': { name: 'Bo', group: 'Berlin', until: '29 Nov 2026, 06:49:05 UTC', note: 'Welcome.' },
  'group-request-rejected': { name: 'Bo', group: 'Berlin', note: 'Ask again in spring.' },
  'enrollment-confirm': { name: 'Ada', username: 'ada', pool: 'Spring school' },
  'enrollment-finish': { name: 'Ada', username: 'ada', pool: '' },
  'enrollment-known': { name: 'Ada' },
  'enrollment-approved': { name: 'Ada', username: 'ada', note: 'Welcome.' },
  'enrollment-rejected': { name: 'Ada', reason: 'Nobody knows you.', note: 'Bring a friend.' },
  'enrollment-asked': { name: 'Ada', question: 'Who sent you?' },
  'enrollment-expired': { name: 'Ada' },
  'invitation-to-enroll': { name: 'Ann Lee', inviter: 'Ada (ada)', group: 'Berlin', message: 'Join us.' },
  'invitation-known': { name: 'Ann Lee', inviter: 'Ada (ada)' },
  'approval-needed': {
    name: 'Ada',
    kind: 'access-request',
    itemId: '019a0000-0000-7000-8000-000000000001',
    who: 'Bo Ek',
    place: 'Berlin',
    reason: 'I work there.',
  },
  'approval-digest': { name: 'Ada', waiting: 12, more: false },
  'approval-reminder': { name: 'Ada', items: 17, days: 2 },
  'access-request-dismissed': { name: 'Bo Ek', note: 'Ask your own school.' },
  test: { sentBy: 'Ada (ada)' },
}
const LINKS: Partial<Record<TemplateName, string>> = {
  invitation: '/set-password',
  'password-reset': '/set-password',
  'enrollment-confirm': '/enrollment/confirm',
  'enrollment-finish': '/enrollment/confirm',
  'enrollment-approved': '/set-password',
  'enrollment-asked': '/enrollment',
  'invitation-to-enroll': '/enroll',
}
const names = Object.keys(TEMPLATES) as TemplateName[]

test.each(names)('%s says the same in text and in HTML, under one subject line', async (template) => {
  const { subject, text, html } = await renderMessage({ template, values: values[template] }, 'S3cret-value_0')
  expect(subject).toMatch(/^[A-Za-z -]{5,60}$/)
  expect(html).toMatch(/^<!DOCTYPE html/)
  expect(html).toContain('lang="en"')
  for (const [key, value] of Object.entries(values[template]).filter(
    ([name, given]) => given !== '' && given !== false && name !== 'kind',
  )) {
    expect(text, key).toContain(String(value))
    expect(html, key).toContain(String(value))
  }
  const path = LINKS[template]
  expect(text.includes('S3cret-value_0')).toBe(path !== undefined)
  expect(text.includes(`http://localhost:3000${path}?token=S3cret-value_0`)).toBe(path !== undefined)
  expect(html.includes(`href="http://localhost:3000${path}?token=S3cret-value_0"`)).toBe(path !== undefined)
})

test.each(names)('%s: user text can be neither markup, header nor disguise', async (template) => {
  const bad = Object.fromEntries(Object.keys(values[template]).map((key) => [key, FIXED.includes(key) ? values[template][key] : hostile]))
  const { subject, text, html } = await renderMessage({ template, values: bad }, 'x')
  expect(html).not.toContain('<img')
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(subject).not.toMatch(/[\r\n]|Bcc/)
  expect(text).not.toMatch(/^Bcc:/m)
  // eslint-disable-next-line no-control-regex -- exactly these must not be there
  expect(text + html).not.toMatch(/[\u0000\u202e]/)
})

test('very long user text is cut by characters, not in the middle of one', async () => {
  const { text } = await renderMessage({
    template: 'deactivated',
    values: { name: '😀'.repeat(5_000), username: 'u', reason: 'r'.repeat(9_999) },
  })
  expect(text.length).toBeLessThan(1_500)
  expect(text.isWellFormed()).toBe(true)
  expect(tame('😀'.repeat(5), 3)).toBe('😀😀…')
})

test('without a secret the link is hidden, and leads nowhere', async () => {
  const { text, html } = await renderMessage({ template: 'invitation', values: values.invitation })
  expect(text).toContain('/set-password?token=(hidden)')
  expect(html).toContain('token=(hidden)')
})

test('a secret cannot leave its place in the address', () => {
  expect(linkOf('invitation', 'a&b=c#d')).toBe('http://localhost:3000/set-password?token=a%26b%3Dc%23d')
  expect(linkOf('test', 'secret')).toBeNull()
})

test('links live as long as their words say', async () => {
  const createdAt = new Date('2026-03-01T00:00:00Z')
  const ends = (template: TemplateName, values: object) => linkEnds({ template, createdAt, values })
  expect(ends('invitation', { linkMinutes: 120 })).toEqual(new Date('2026-03-01T02:00:00Z'))
  expect((await renderMessage({ template: 'invitation', values: { ...values.invitation, linkMinutes: 120 } })).text).toContain('2 hours')
  expect(ends('password-reset', { linkMinutes: 45 })).toEqual(new Date('2026-03-01T00:45:00Z'))
  expect(ends('test', {})).toBeNull()
  // Messages from when it could not be set do not say it.
  expect(ends('invitation', {})).toEqual(new Date('2026-03-06T00:00:00Z'))
  expect((await renderMessage({ template: 'invitation', values: values.invitation })).text).toContain('within 5 days')
  expect(ends('password-reset', {})).toEqual(new Date('2026-03-01T00:30:00Z'))
})

test('what is unknown is refused, not sent half', async () => {
  await expect(renderMessage({ template: 'toString', values: {} })).rejects.toThrow('not known')
  await expect(renderMessage({ template: 'test', values: {} })).rejects.toThrow()
  await expect(renderMessage({ template: 'test', values: { sentBy: 'a', secret: 'b' } })).rejects.toThrow()
})

import { expect, test } from 'vitest'
import { SETTINGS, SETTING_KEYS, defaultOf, fitting, settingWords, type SettingKey } from './catalogue.ts'
import { firstKeptMonth, monthsLost, whatLogLoses, whyNotTogether } from './rules.ts'
import { supportLink } from './rules-contact.ts'
import { resetSettingInput, updateSettingInput } from './schema.ts'

const defaults = Object.fromEntries(SETTING_KEYS.map((key) => [key, defaultOf(key)])) as Parameters<typeof whyNotTogether>[0]

test('no key or label smells like a secret: those are configuration', () => {
  for (const key of SETTING_KEYS) {
    expect(key).toMatch(/^[a-z]+[A-Za-z]*\.[a-z]+[A-Za-z]*$/)
    expect(`${key} ${SETTINGS[key].label}`).not.toMatch(/secret|token|credential|private|salt|pepper|encrypt|smtp|database|url|key/i)
  }
  // The two that are about passwords are numbers, so they can hold none.
  for (const key of SETTING_KEYS.filter((name) => /password/i.test(name))) expect(typeof defaultOf(key)).toBe('number')
})

test.each(SETTING_KEYS)('%s: the default fits, and the hint names the range and the unit', (key) => {
  const { field, hint, effect } = SETTINGS[key]
  expect(fitting(key, defaultOf(key))).toBe(defaultOf(key))
  expect(effect).toMatch(/^Takes effect .*\.$/)
  if (field.kind === 'number') {
    expect(hint).toContain(`${field.min.toLocaleString('en')} to ${field.max.toLocaleString('en')} ${field.unit}`)
    for (const wrong of [field.min - 1, field.max + 1, field.min + 0.5, '', ' ', 'x', '1e1', '0x10', null, [], {}, Infinity, Number.NaN])
      expect(fitting(key, wrong), String(wrong)).toBeNull()
    expect(fitting(key, ` ${field.max} `)).toBe(field.max)
  }
  if (field.kind === 'option') for (const wrong of ['', 'maybe', 1, true, null]) expect(fitting(key, wrong)).toBeNull()
  if (field.kind === 'choice') for (const wrong of [26, '', 'x', null]) expect(fitting(key, wrong)).toBeNull()
  if (field.kind === 'word') {
    for (const word of Object.keys(field.words)) expect(fitting(key, word)).toBe(word)
    for (const wrong of ['', 'x', 'constructor', 1, null]) expect(fitting(key, wrong)).toBeNull()
  }
  if (field.kind === 'text' || field.kind === 'line') {
    expect(fitting(key, '')).toBe('')
    for (const wrong of ['a\0b', 'a\u202eb', '\ud83e', 7]) expect(fitting(key, wrong), String(wrong)).toBeNull()
  }
})

test('nothing goes below the security policy, and nobody can be locked out', () => {
  const range = (key: SettingKey) => {
    const { field } = SETTINGS[key]
    return field.kind === 'number' ? [field.min, field.max] : []
  }
  expect(range('session.idleMinutes')).toEqual([5, 60])
  expect(range('session.privilegedIdleMinutes')).toEqual([5, 15])
  expect(range('session.absoluteHours')).toEqual([1, 24])
  expect(range('session.privilegedAbsoluteHours')).toEqual([1, 12])
  expect(range('session.mostOpen')).toEqual([1, 10])
  expect(range('password.minLength')).toEqual([15, 64])
  expect(range('password.resetMinutes')).toEqual([10, 1_440])
})

test('a support contact is an address or a page, and nothing else becomes a link', () => {
  for (const good of ['', 'help@example.org', 'https://example.org/help?x=1#y', 'http://intranet/help'])
    expect(fitting('support.contact', good)).toBe(good)
  const bad = [
    'javascript:alert(1)',
    'data:text/html,x',
    'help',
    'https://',
    'https:example.org',
    'https:x/@y',
    'https://u:p@example.org',
    'a@b, c@d',
    '//evil.example',
    'x y@z',
  ]
  for (const text of bad) {
    expect(fitting('support.contact', text), text).toBeNull()
    expect(supportLink(text)?.href ?? '', text).not.toMatch(/^(javascript|data|\/\/)/)
  }
  expect(supportLink('javascript:alert(1)')).toBeNull()
  expect(supportLink('')).toBeNull()
  expect(supportLink('help@example.org')).toEqual({ href: 'mailto:help@example.org', text: 'help@example.org' })
  expect(supportLink('https://example.org/')).toEqual({ href: 'https://example.org/', text: 'example.org' })
})

test('administrators are signed out no later than everybody else', () => {
  expect(whyNotTogether(defaults, 'session.idleMinutes')).toBeNull()
  expect(whyNotTogether({ ...defaults, 'session.idleMinutes': 15 }, 'session.idleMinutes')).toBeNull()
  expect(whyNotTogether({ ...defaults, 'session.idleMinutes': 14 }, 'session.idleMinutes')).toEqual({
    reason: 'OUT_OF_ORDER',
    message:
      'The idle time of administrators cannot be longer than the idle time of all, and the idle time of administrators is 15 minutes. Nothing was changed. Change that setting first.',
  })
  expect(
    whyNotTogether({ ...defaults, 'session.idleMinutes': 10, 'session.privilegedIdleMinutes': 11 }, 'session.privilegedIdleMinutes')
      ?.message,
  ).toContain('the idle time of all is 10 minutes')
  expect(whyNotTogether({ ...defaults, 'session.absoluteHours': 11 }, 'session.absoluteHours')?.reason).toBe('OUT_OF_ORDER')
})

test('a log of so many months keeps the present one and as many full ones before it', () => {
  const now = new Date('2026-03-14T12:00:00Z')
  const at = (text: string) => new Date(`${text}T00:00:00Z`)
  expect(firstKeptMonth(0, now)).toBeNull()
  expect(firstKeptMonth(1, now)).toEqual(at('2026-02-01'))
  expect(firstKeptMonth(15, now)).toEqual(at('2024-12-01'))
  expect(monthsLost(0, at('2020-01-01'), now)).toBeNull()
  expect(monthsLost(2, null, now)).toBeNull()
  expect(monthsLost(2, at('2026-01-01'), now)).toBeNull()
  expect(monthsLost(2, at('2025-12-31'), now)?.count).toBe(1)
  expect(whatLogLoses(1, at('2026-01-31'), now)).toBe('With this, one month of the audit log, January 2026, will be removed for good.')
  expect(whatLogLoses(6, at('2024-11-20'), now)).toBe(
    'With this, 10 months of the audit log, November 2024 to August 2025, will be removed for good.',
  )
})

test('values read as words', () => {
  expect(settingWords('session.idleMinutes', 60)).toBe('60 minutes')
  expect(settingWords('trash.days', 1)).toBe('1 day')
  expect(settingWords('password.resetMinutes', 1_440)).toBe('1,440 minutes')
  expect(settingWords('audit.retentionMonths', 0)).toBe('for ever')
  expect(settingWords('list.rowsPerPage', 50)).toBe('50 rows')
  expect(settingWords('signIn.notice', '')).toBeNull()
})

test('an unknown setting, a missing version and a value that does not fit are refused with a sentence for their field', () => {
  const issues = (schema: typeof updateSettingInput | typeof resetSettingInput, input: unknown) =>
    schema.safeParse(input).error?.issues.map(({ path, message }) => [path.join('.'), message])
  expect(issues(updateSettingInput, { key: 'no.such', value: 1, version: 0 })).toEqual([['key', 'There is no such setting.']])
  expect(issues(updateSettingInput, { key: 'toString', value: 1, version: 0 })?.[0]?.[0]).toBe('key')
  expect(issues(updateSettingInput, { key: 'trash.days', value: 0, version: 0 })).toEqual([
    ['value', 'Enter a whole number from 1 to 365.'],
  ])
  expect(issues(updateSettingInput, { key: 'trash.days', value: 5 })?.[0]?.[0]).toBe('version')
  expect(issues(updateSettingInput, { key: 'trash.days', version: 0 })?.[0]?.[0]).toBe('value')
  expect(issues(resetSettingInput, { key: 'trash.days', version: 0, value: 5 })?.[0]?.[1]).toMatch(/unrecognized/i)
})

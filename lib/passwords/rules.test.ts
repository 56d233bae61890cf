import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgePassword, whyNotSendPasswordLink } from './rules.ts'
import { newPassword } from './schema.ts'

const person = {
  username: 'aino.korhonen',
  email: 'aino@fjord.example',
  firstName: 'Aino',
  lastName: 'Korhonen',
  organisation: 'Northern Light',
}
const whyNot = (password: string) => judgePassword(password, person).why

test.each([
  ['password123456789', /many people use/],
  ['qwertyuiopasdfgh', /many people use|keys of the keyboard/],
  ['aaaaaaaaaaaaaaaaaaaa', /repeats/],
  ['iloveyou iloveyou', /repeats/],
  ['summer2024-summer2024', /repeats/],
  ['abcdefghijklmnopq', /sequence/],
  ['12345678901234567890', /sequence|repeats/],
  ['gatehousegatehouse', /name of this application/],
  ['ainokorhonen1234', /your own names/],
  ['Korhonen Aino 2024!', /your own names/],
  ['northernlight2024', /your own names/],
  ['fjord.example fjord', /your own names/],
])('%s is refused with its reason', (password, reason) => {
  expect(whyNot(password)).toMatch(reason)
})

test.each(['horse staple 7 winter', 'sininen kuutamo metsässä', '😀🦉🦊🐢🐙🦔🌲🚲🧭🪁🧵🔔🪵🫖🥁', 'aino walks past seven quiet harbours'])(
  '%s is accepted',
  (password) => {
    expect(judgePassword(password, person)).toMatchObject({ why: null })
  },
)

test('what is too short says how much is missing and is never called strong', () => {
  expect(judgePassword('kz8!mQ2#vT9&pL')).toMatchObject({ why: '1 more character needed.', score: 2 })
})

test('random passwords of 16 and more are accepted, whoever chooses them', () => {
  const random = fc.string({
    unit: fc.constantFrom(...'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789!#%&'),
    minLength: 16,
    maxLength: 128,
  })
  fc.assert(
    fc.property(random, (password) => {
      fc.pre(new Set(password).size >= 10)
      expect(whyNot(password)).toBeNull()
    }),
    { numRuns: 50 },
  )
})

describe('length is counted in characters, before anything else looks at the password', () => {
  const reasons = (text: string) => newPassword.safeParse(text).error?.issues.map((issue) => issue.message) ?? []
  test('14 are too few, 15 are enough', () => {
    expect(reasons('x'.repeat(14))).toEqual(['At least 15 characters; this has 14. A few words in a row are fine.'])
    expect(reasons('x'.repeat(15))).toEqual([])
    expect(reasons('🦉'.repeat(15))).toEqual([])
    expect(reasons('🦉'.repeat(14))).toHaveLength(1)
  })
  test('128 are enough, 129 are too many', () => {
    expect(reasons('🦉'.repeat(128))).toEqual([])
    expect(reasons('x'.repeat(129))).toEqual(['At most 128 characters; this has 129.'])
  })
  test('half a character is damage', () => {
    expect(reasons(`${'x'.repeat(20)}\ud83e`)).toHaveLength(1)
  })
})

test('links go only to those who can sign in, and first passwords only to those who have none', () => {
  expect(whyNotSendPasswordLink({ status: 'ACTIVE', hasPassword: false }, 'invitation')).toBeNull()
  expect(whyNotSendPasswordLink({ status: 'ACTIVE', hasPassword: true }, 'reset')).toBeNull()
  expect(whyNotSendPasswordLink({ status: 'ACTIVE', hasPassword: true }, 'invitation')).toMatchObject({ reason: 'HAS_PASSWORD' })
  for (const status of ['DEACTIVATED', 'DELETED', 'ANONYMIZED'])
    expect(whyNotSendPasswordLink({ status, hasPassword: true }, 'reset')).toMatchObject({ reason: 'BAD_STATUS' })
})

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HashGate, hashPassword, isAcceptedHash, isWeakHash, verifyPassword } from './password.ts'

test('a password is verified by its hash and by no other', async () => {
  const hash = await hashPassword('seven quiet harbours')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword(hash, 'seven quiet harbours')).toBe(true)
  expect(await verifyPassword(hash, 'Seven quiet harbours')).toBe(false)
  expect(isWeakHash(hash)).toBe(false)
  expect(isAcceptedHash(hash)).toBe(true)
})

test('nothing is cut off: two long passwords that differ in the last character are different', async () => {
  const hash = await hashPassword(`${'x'.repeat(99)}a`)
  expect(await verifyPassword(hash, `${'x'.repeat(99)}b`)).toBe(false)
})

test('emoji round-trip, and composed letters are the same password as decomposed ones', async () => {
  expect(await verifyPassword(await hashPassword('🦉🦊🐢🐙🦔 caf\u00e9'), '🦉🦊🐢🐙🦔 cafe\u0301')).toBe(true)
})

test('bcrypt of an imported user is verified and counts as weak', async () => {
  const hash = '$2y$04$w7H4jXiH4EEWhlEi2GyezO7T.5h3fhRYMwh/P8GVRPrvHHZjT225O' // of the password below, cost 4
  expect(await verifyPassword(hash, 'seven quiet harbours')).toBe(true)
  expect(await verifyPassword(hash, 'another')).toBe(false)
  expect(isWeakHash(hash)).toBe(true)
  expect(isAcceptedHash(hash)).toBe(true)
})

test('without a hash, and with a hash that cannot be read, no password is right', async () => {
  expect(await verifyPassword(null, 'anything')).toBe(false)
  expect(await verifyPassword('unusable', 'unusable')).toBe(false)
})

test.each([
  '',
  'plain text',
  '5f4dcc3b5aa765d61d8327deb882cf99',
  '$2b$31$' + '.'.repeat(53),
  '$1$salt$abcdefghijklmnopqrstuv',
  '$argon2i$v=19$m=19456,t=2,p=1$Jzy0hUCEjQCcgnTqpXmgiQ$gsNj04WFZjRik5y5zKpF5h1oJUeeiUueTlH22RVvUdA',
  '$argon2id$v=19$m=4194304,t=2,p=1$Jzy0hUCEjQCcgnTqpXmgiQ$gsNj04WFZjRik5y5zKpF5h1oJUeeiUueTlH22RVvUdA',
  '$argon2id$v=19$m=19456,t=900,p=1$Jzy0hUCEjQCcgnTqpXmgiQ$gsNj04WFZjRik5y5zKpF5h1oJUeeiUueTlH22RVvUdA',
])('%j is not a hash to be imported', (text) => {
  expect(isAcceptedHash(text)).toBe(false)
})

test('the gate runs as many at once as it has places, in order, and refuses beyond its queue', async () => {
  const gate = new HashGate(2, 3)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = (n: number) =>
    gate.run(() => {
      begun.push(n)
      return new Promise<number>((end) => ends.push(() => end(n)))
    })
  const running = [1, 2, 3, 4, 5].map(work)
  await expect(work(6)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(begun).toEqual([1, 2])
  for (let n = 0; n < 5; n++) {
    ends[n]?.()
    await running[n]
    await Promise.resolve()
    expect(gate.running).toBeLessThanOrEqual(2)
  }
  expect(begun).toEqual([1, 2, 3, 4, 5])
  expect(gate.running).toBe(0)
})

test('a failing hash gives its place back', async () => {
  const gate = new HashGate(1, 0)
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate.run(() => Promise.resolve('yes'))).toBe('yes')
})

/** Every file of the program whose text names the word, without tests. */
function filesNaming(word: string): string[] {
  const files = ['app', 'components', 'lib', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  return files
    .filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes(word))
    .sort()
}

test('every door to a password goes through the one that counts', () => {
  expect(filesNaming('verifyPassword')).toEqual(['lib/auth/authenticate.ts', 'lib/auth/login-code.ts', 'lib/auth/password.ts'])
  for (const door of ['authenticate', 'login-code'])
    expect(readFileSync(`lib/auth/${door}.ts`, 'utf8').match(/verifyPassword\(/g), door).toHaveLength(1)
  expect(filesNaming('insistOnOwnPassword')).toEqual([
    'lib/auth/authenticate.ts',
    'lib/auth/browser-session.ts',
    'lib/passwords/mutations.ts',
  ])
  expect(filesNaming('authenticate(')).toEqual(['lib/auth/auth.ts', 'lib/auth/authenticate.ts', 'lib/auth/browser-session.ts'])
  expect(filesNaming('@node-rs/argon2')).toEqual(['lib/auth/password.ts'])
  expect(filesNaming('@node-rs/bcrypt')).toEqual(['lib/auth/password.ts'])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomToken, sameSecret, seal, sha256, unseal } from './crypto.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 200 })

test('what was sealed is opened by the same context alone', () => {
  fc.assert(
    fc.property(text, text, text, (plain, context, other) => {
      const sealed = seal(plain, context)
      expect(unseal(sealed, context)).toBe(plain)
      if (other !== context) expect(() => unseal(sealed, other)).toThrow()
    }),
  )
})

test('a sealed value that was changed in any character is refused', () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.constantFrom(...'abcXYZ019_-.'), (plain, position, replacement) => {
      const sealed = seal(plain, 'context')
      const at = position % sealed.length
      const changed = sealed.slice(0, at) + replacement + sealed.slice(at + 1)
      if (changed !== sealed) expect(() => unseal(changed, 'context')).toThrow()
    }),
  )
})

test('sealing twice gives different values', () => {
  expect(seal('same', 'context')).not.toBe(seal('same', 'context'))
})

test('a value sealed under another key says so', () => {
  const sealed = seal('plain', 'context').replace(/^v1\.[^.]+/, 'v1.AAAAAAAA')
  expect(() => unseal(sealed, 'context')).toThrow('another APP_ENCRYPTION_KEY')
})

test('tokens are 43 URL-safe characters and differ', () => {
  const tokens = Array.from({ length: 100 }, randomToken)
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
  expect(new Set(tokens).size).toBe(100)
})

test('sha256 gives the published value for "abc"', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(Buffer.from(sha256('abc', 'base64url'), 'base64url').toString('hex')).toBe(sha256('abc'))
})

test('sameSecret is equality', () => {
  fc.assert(fc.property(text, text, (one, other) => sameSecret(one, other) === (one === other)))
  fc.assert(fc.property(text, (one) => sameSecret(one, one)))
})

import { expect, test } from 'vitest'
import { CODE_LENGTHS, makeCode, readCode, showCode } from './codes.ts'

test('a code comes back however it is typed', () => {
  for (const length of Object.values(CODE_LENGTHS)) {
    const code = makeCode(length)
    expect(code).toMatch(new RegExp(`^[0-9A-HJKMNP-TV-Z]{${length}}$`))
    expect(readCode(showCode(code), length)).toBe(code)
    expect(readCode(` ${showCode(code).toLowerCase().replaceAll('-', ' – ')}\n`, length)).toBe(code)
  }
  expect(readCode('oO0-iIlL', 7)).toBe('0001111')
  expect(showCode('ABCD12')).toBe('ABCD-12')
})

test('what no code can be is none', () => {
  for (const typed of ['', 'ABC', 'ABCDEFGHJ', 'ABCDEFG!', 'ABCDEFGU', 'ÄBCDEFGH', 'ABCDEFGH'.repeat(100)])
    expect(readCode(typed, 8)).toBeNull()
})

test('every character is as likely as any other', () => {
  const counts = new Map<string, number>()
  for (let n = 0; n < 4_000; n++) for (const character of makeCode(32)) counts.set(character, (counts.get(character) ?? 0) + 1)
  const expected = (4_000 * 32) / 32
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  expect(counts.size).toBe(32)
  expect(chiSquared).toBeLessThan(90) // 31 degrees of freedom: a fair source goes beyond this once in ten million runs
})

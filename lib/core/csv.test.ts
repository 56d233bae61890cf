import fc from 'fast-check'
import { expect, test } from 'vitest'
import { looksLikeFormula, withGuard, withoutGuard } from './csv.ts'

const PAYLOADS = [
  '=1+1',
  '+1',
  '-1+1',
  '@SUM(1+1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\0=1',
  '\ttab',
  '\0nul',
  ' =1+1',
  '   +1',
  '\u00a0=1',
  '\ufeff=1',
  '\u200b@A1',
  '"=1+1',
  '""=1+1',
  "'=1+1",
  "''=1+1",
  '" =1',
  '＝1+1',
  '＋1',
  '－1',
  '＠A1',
  '﹦1',
  '﹢1',
  '﹣1',
  '﹫A1',
  '\u22121',
  '“=HYPERLINK("https://evil.example")',
  '=cmd|"/c calc"!A1',
  '=DDE("cmd";"/C calc";"__DdeLink_60_870516294")',
  ' \t+1',
]

test.each(PAYLOADS)('%j is no formula once it is guarded, and comes back', (payload) => {
  expect(looksLikeFormula(payload)).toBe(true)
  expect(withGuard(payload)).toBe(`'${payload}`)
  expect(withoutGuard(withGuard(payload))).toBe(payload)
})

test.each(['', 'Ann', "O'Brien", "'quoted'", "'", '"', '1-2', 'a=b', 'ann@example.org', '2026-01-01', "'t Hooft", ' Ann', '–'])(
  '%j stays as it is',
  (text) => {
    expect(withGuard(text)).toBe(text)
    expect(withoutGuard(text)).toBe(text)
  },
)

test('whatever the text, it comes back', () => {
  const sign = fc.constantFrom('=', '+', '-', '@', "'", '"', ' ', '\t', '\r', '\n', '\0', '＝', '\u200b', 'a', '1', '＂')
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: sign, maxLength: 8 }), fc.string()), (text) => {
      expect(withoutGuard(withGuard(text))).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

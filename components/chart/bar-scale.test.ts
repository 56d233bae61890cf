import { describe, expect, it } from 'vitest'
import { axisTop, dayInWords, shortNumber } from './bar-scale.ts'

describe('axisTop', () => {
  it.each([
    [0, 2],
    [1, 2],
    [2, 2],
    [3, 4],
    [5, 6],
    [7, 10],
    [11, 20],
    [61, 100],
    [10_960, 20_000],
    [999_999, 1_000_000],
  ])('%i → %i', (most, top) => expect(axisTop(most)).toBe(top))
  it('always has a whole half, so that the line in the middle has a true number', () => {
    for (let most = 0; most < 2_000; most++) {
      expect(axisTop(most)).toBeGreaterThanOrEqual(most)
      expect(axisTop(most) % 2).toBe(0)
    }
  })
})

it('numbers on an axis are short', () =>
  expect([0, 950, 2_000, 1_500, 3_000_000].map(shortNumber)).toEqual(['0', '950', '2K', '1.5K', '3M']))
it('days are UTC days, whatever zone the reader is in', () => {
  expect(dayInWords('2026-03-04')).toBe('4 Mar 2026')
  expect(dayInWords('2026-09-30', false)).toBe('30 Sep')
})

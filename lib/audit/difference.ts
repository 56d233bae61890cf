/**
 * The first place where a stretch of the log is not as it was sealed, by the marks of its rows in order; null when they agree. `at` counts
 * the rows that are there now: the row that was changed or inserted, or the one before which one is missing.
 */
export function firstDifference(
  sealed: readonly string[],
  found: readonly string[],
): { how: 'changed' | 'inserted' | 'missing'; at: number } | null {
  const length = Math.max(sealed.length, found.length)
  let at = 0
  while (at < length && sealed[at] === found[at]) at++
  if (at === length) return null
  const [was, is] = [sealed[at], found[at]]
  if (is === undefined) return { how: 'missing', at }
  if (was === undefined) return { how: 'inserted', at }
  const [wasMoved, isKnown] = [found.includes(was, at), sealed.includes(is, at)]
  if (isKnown && !wasMoved) return { how: 'missing', at }
  if (wasMoved && !isKnown) return { how: 'inserted', at }
  return { how: 'changed', at }
}

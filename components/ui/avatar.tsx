import { initials } from '../../lib/core/format.ts'
import { cx } from './classes.ts'

const sizes = { sm: 'size-6 text-[0.7rem]', md: 'size-8 text-sm', lg: 'size-12 text-lg' }

function tintOf(seed: string): number {
  let sum = 0
  for (const sign of seed) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) >>> 0
  return sum % 8
}

/** Initials on a tint that follows from `seed` (an id), so that it stays the same everywhere. Hidden from screen readers: put the name beside it. */
export function Avatar({
  name,
  seed = name,
  size = 'md',
}: {
  name: string
  seed?: string | undefined
  size?: keyof typeof sizes | undefined
}) {
  return (
    <span
      aria-hidden
      className={cx(
        'tint inline-flex shrink-0 items-center justify-center rounded-full font-medium select-none',
        `tint-${tintOf(seed)}`,
        sizes[size],
      )}
    >
      {initials(name)}
    </span>
  )
}

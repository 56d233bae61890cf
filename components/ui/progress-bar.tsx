import type { ComponentProps } from 'react'
import { cx } from './classes.ts'

/** A native progress bar in the colours of the theme: `value` of `max`, which is never less than one. Name it with `aria-label` or `aria-labelledby`. */
export const ProgressBar = ({ max, className, ...rest }: Omit<ComponentProps<'progress'>, 'max'> & { max: number }) => (
  <progress
    {...rest}
    max={Math.max(1, max)}
    className={cx(
      'h-2 w-full appearance-none overflow-hidden rounded-full border-0 bg-sunken [&::-moz-progress-bar]:bg-accent-solid [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent-solid',
      className,
    )}
  />
)

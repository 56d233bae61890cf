import { cx } from './classes.ts'

/** A grey bar that holds the place of text while it loads; give it the final size by `className`. */
export const Skeleton = ({ className }: { className?: string | undefined }) => (
  <span aria-hidden className={cx('block h-3 rounded-sm bg-sunken', className)} />
)

/** Rows of the final height while a table loads, announced once as "Loading". */
export const SkeletonRows = ({ rows = 8 }: { rows?: number | undefined }) => (
  <div role="status" className="rounded-lg border border-line bg-surface">
    <span className="sr-only">Loading</span>
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} className="flex h-10 items-center gap-6 border-b border-line px-4 last:border-0">
        <Skeleton className="w-1/3" />
        <Skeleton className="w-1/4" />
        <Skeleton className="ms-auto w-16" />
      </div>
    ))}
  </div>
)

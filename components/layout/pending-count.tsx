/** What waits for the viewer, counted up to a limit beyond which there is `more`. */
export type Pending = { count: number; more: boolean }

/** How much waits, as a number at the end of a line of the navigation. Nothing when nothing does. */
export const PendingCount = ({ pending }: { pending: Pending | null }) =>
  pending && pending.count > 0 ? (
    <span className="ms-auto rounded-full bg-accent-solid px-1.5 text-sm leading-5 font-medium text-on-solid tabular-nums">
      {pending.count}
      {pending.more && '+'}
      <span className="sr-only"> waiting</span>
    </span>
  ) : null

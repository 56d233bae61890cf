import Link from 'next/link'
import { cx } from '../../../../components/ui/classes.ts'
import type { InboxListParams } from '../../../../lib/inbox/list.ts'
import { inboxHref } from './inbox-href.ts'

type View = Pick<InboxListParams, 'state' | 'decidedBy'>
const VIEWS: readonly (View & { label: string })[] = [
  { label: 'Waiting', state: 'waiting', decidedBy: 'anyone' },
  { label: 'Not ready yet', state: 'unready', decidedBy: 'anyone' },
  { label: 'Decided', state: 'decided', decidedBy: 'anyone' },
  { label: 'Decided by me', state: 'decided', decidedBy: 'me' },
  { label: 'All', state: 'all', decidedBy: 'anyone' },
]

/** What is decided is looked at by when that was, the latest first; what waits by how long. */
const orderFor = (state: InboxListParams['state']) =>
  state === 'decided'
    ? ({ sort: 'decided', direction: 'desc' } as const)
    : state === 'all'
      ? ({ sort: 'asked', direction: 'desc' } as const)
      : ({ sort: 'asked', direction: 'asc' } as const)

/** The stretches of the inbox as links; search and filters stay, the order is the one that suits the stretch. */
export const InboxTabs = ({ params }: { params: InboxListParams }) => (
  <nav aria-label="Which items" className="-mx-1 overflow-x-auto border-b border-line px-1">
    <ul className="flex gap-4">
      {VIEWS.map(({ label, state, decidedBy }) => {
        const isOpen = params.state === state && params.decidedBy === decidedBy
        return (
          <li key={label}>
            <Link
              href={inboxHref(params, { state, decidedBy, ...orderFor(state) })}
              prefetch={false}
              aria-current={isOpen ? 'page' : undefined}
              className={cx(
                'block rounded-t-sm border-b-2 px-1 py-2 font-medium whitespace-nowrap -outline-offset-2',
                isOpen ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:border-line-strong hover:text-ink',
              )}
            >
              {label}
            </Link>
          </li>
        )
      })}
    </ul>
  </nav>
)

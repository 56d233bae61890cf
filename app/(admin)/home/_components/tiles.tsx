import Link from 'next/link'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import { usersList } from '../../../../lib/users/list.ts'
import type { Figures } from './overview.ts'

type List = Parameters<typeof usersList.toSearch>[0]
type Tile = { label: string; count: number; meaning: string; list: List }

const tilesOf = ({ totals, from }: Figures, trashDays: number): Tile[] => [
  { label: 'Users', count: totals.current, meaning: 'Active and deactivated', list: {} },
  { label: 'Active', count: totals.active, meaning: 'May sign in', list: { status: 'active' } },
  { label: 'Signed in', count: totals.signedIn, meaning: 'Last sign-in within 30 days', list: { signInFrom: from } },
  {
    label: 'Without a password',
    count: totals.withoutPassword,
    meaning: 'Active, but cannot sign in yet',
    list: { status: 'no-password' },
  },
  { label: 'Staff', count: totals.staff, meaning: 'May open the administration', list: { status: 'active', access: 'staff' } },
  { label: 'Administrators', count: totals.administrators, meaning: 'Every permission, for good', list: { access: 'administrator' } },
  { label: 'Deactivated', count: totals.deactivated, meaning: 'Kept, but may not sign in', list: { status: 'deactivated' } },
  { label: 'In the trash', count: totals.trash, meaning: `Each is removed after ${plural(trashDays, 'day')}`, list: { status: 'trash' } },
]

/** The totals; each says whom it counts and leads to them, where the viewer may see users. */
export function Tiles({ figures, trashDays, mayReadUsers }: { figures: Figures; trashDays: number; mayReadUsers: boolean }) {
  return (
    <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {tilesOf(figures, trashDays).map(({ label, count, meaning, list }) => {
        const search = usersList.toSearch(list)
        return (
          <li
            key={label}
            className="relative grid content-start gap-0.5 rounded-lg border border-line bg-surface p-3 sm:p-4 has-[a:hover]:bg-hover"
          >
            {mayReadUsers ? (
              <Link
                href={search.size ? `/users?${search}` : '/users'}
                prefetch={false}
                className="rounded-sm font-medium after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-accent"
              >
                {label}
              </Link>
            ) : (
              <span className="font-medium">{label}</span>
            )}
            <span className="text-xl font-semibold tabular-nums">{formatNumber(count)}</span>
            <span className="text-sm text-ink-soft">{meaning}</span>
          </li>
        )
      })}
    </ul>
  )
}

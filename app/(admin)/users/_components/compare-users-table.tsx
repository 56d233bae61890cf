import { Check } from 'lucide-react'
import Link from 'next/link'
import { Figures } from '../../../../components/bulk/figures.tsx'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { cx } from '../../../../components/ui/classes.ts'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import type { HeldWhere } from '../../../../lib/access/queries.ts'
import { plural } from '../../../../lib/core/format.ts'

type Compared = { permission: string; description: string; held: (HeldWhere | null)[] }
type Person = { id: string; username: string; fullName: string }

/** Where somebody holds a permission: everywhere, or in which groups. */
function whereWords({ everywhere, groups, hiddenGroups }: HeldWhere): string {
  if (everywhere) return 'Everywhere'
  if (hiddenGroups === 0 && groups.length <= 2) return `Within ${groups.map(({ name }) => name).join(' and ')}`
  return `Within ${plural(groups.length + hiddenGroups, 'group')}`
}

function Held({ held, userId, permission }: { held: HeldWhere | null | undefined; userId: string; permission: string }) {
  if (!held) return <NoValue />
  return (
    <span className="flex items-start gap-2">
      <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success max-sm:hidden" />
      <span className="min-w-0">
        <Link
          href={`/users/${userId}/permissions?q=${encodeURIComponent(permission)}`}
          prefetch={false}
          className="rounded-sm wrap-anywhere hover:underline"
        >
          {whereWords(held)}
        </Link>
        <span className="block text-sm wrap-anywhere text-ink-soft">{held.roles.join(', ') || 'by managing a group'}</span>
      </span>
    </span>
  )
}

const keyOf = (held: HeldWhere | null | undefined) =>
  held ? (held.everywhere ? 'everywhere' : [...held.groups.map(({ id }) => id), held.hiddenGroups].join(' ')) : ''
const isSame = ({ held: [one, other] }: Compared) => keyOf(one) === keyOf(other) && !one?.hiddenGroups

const head = 'border-b border-line px-2 py-2 sm:px-3 text-start text-sm font-medium text-ink-soft'
const cell = 'border-b border-line px-2 py-2 align-top wrap-break-word sm:px-3'

function Rows({ users, permissions }: { users: readonly Person[]; permissions: readonly Compared[] }) {
  return (
    <div role="region" aria-label="Comparison" tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full border-separate border-spacing-0 max-sm:table-fixed [&_tbody>tr:last-child>*]:border-0">
        <caption className="sr-only">What each of the two may do</caption>
        <thead>
          <tr>
            <th scope="col" className={cx(head, 'max-sm:w-[38%]')}>
              Permission
            </th>
            {users.map(({ id, fullName, username }) => (
              <th key={id} scope="col" className={cx(head, 'sm:max-w-60 sm:min-w-32')}>
                <Link
                  href={`/users/${id}/permissions`}
                  prefetch={false}
                  className="rounded-sm wrap-anywhere text-accent underline underline-offset-2"
                >
                  <bdi>{fullName || username}</bdi>
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map(({ permission, description, held }) => (
            <tr key={permission}>
              <th scope="row" className={cx(cell, 'text-start font-normal sm:min-w-48')}>
                {description}
                <code className="block text-sm wrap-anywhere text-ink-faint">{permission}</code>
              </th>
              {users.map(({ id }, place) => (
                <td key={id} className={cell}>
                  <Held held={held[place]} userId={id} permission={permission} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Two users, permission by permission; only where they differ, unless all is asked for. `at` makes the address of the other view. */
export function CompareUsersTable({
  users,
  permissions,
  showsAll,
  at,
}: {
  users: readonly Person[]
  permissions: readonly Compared[]
  showsAll: boolean
  at: (show: Record<string, string>) => string
}) {
  const same = permissions.filter(isSame).length
  const only = (place: number) => permissions.filter(({ held }) => held[place] && !held[1 - place]).length
  const shown = showsAll ? permissions : permissions.filter((each) => !isSame(each))
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Figures
          figures={[
            ...users.map(({ fullName, username }, place) => ({ count: only(place), words: `only ${fullName || username}` })),
            { count: permissions.length - only(0) - only(1) - same, words: 'both, but not in the same groups' },
            { count: same, words: 'both alike' },
          ]}
        />
        {same > 0 && shown.length > 0 && (
          <ButtonLink href={at(showsAll ? {} : { show: 'all' })} scroll={false}>
            {showsAll ? 'Show differences only' : 'Show what both have too'}
          </ButtonLink>
        )}
      </div>
      {shown.length > 0 ? (
        <Rows users={users} permissions={shown} />
      ) : (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState
            title={permissions.length === 0 ? 'Neither may do anything' : 'They may do exactly the same'}
            action={permissions.length > 0 && <ButtonLink href={at({ show: 'all' })}>Show what both have</ButtonLink>}
          >
            {permissions.length === 0 ? 'Both may only look after their own accounts.' : 'Nothing that one may do is closed to the other.'}
          </EmptyState>
        </div>
      )}
    </div>
  )
}

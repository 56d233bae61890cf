import { Check } from 'lucide-react'
import Link from 'next/link'
import { Figures } from '../../../../components/bulk/figures.tsx'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { cx } from '../../../../components/ui/classes.ts'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import type { ComparedPermission } from '../../../../lib/roles/queries.ts'

type Named = { id: string; name: string }

/** What a role comes by a permission: itself, or through another that includes it. */
function Way({ via, permission, called }: { via: readonly string[]; permission: string; called: (name: string) => string }) {
  if (via.length === 0) return <NoValue />
  const source = via.includes(permission) ? null : via[0]
  return (
    <span className="flex items-start gap-1 sm:gap-2">
      <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
      {source == null ? 'Allowed' : <span className="min-w-0 wrap-break-word">With “{called(source)}”</span>}
    </span>
  )
}

const head = 'border-b border-line px-2 py-2 sm:px-3 text-start text-sm font-medium text-ink-soft'
const cell = 'border-b border-line px-2 py-2 align-top wrap-break-word sm:px-3'

/** Two roles, permission by permission; only where they differ, unless all is asked for. `at` makes the address of the other view. */
export function CompareTable({
  roles,
  permissions,
  showsAll,
  at,
}: {
  roles: readonly [Named, Named]
  permissions: readonly ComparedPermission[]
  showsAll: boolean
  at: (show: Record<string, string>) => string
}) {
  const descriptions = new Map(permissions.map(({ permission, description }) => [permission, description]))
  const called = (name: string) => descriptions.get(name) ?? name
  const differs = ({ via: [one, other] }: ComparedPermission) => (one.length === 0) !== (other.length === 0)
  const only = (index: 0 | 1) => permissions.filter((each) => differs(each) && each.via[index].length > 0).length
  const shown = showsAll ? permissions : permissions.filter(differs)
  const both = permissions.length - only(0) - only(1)
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Figures
          figures={[
            { count: only(0), words: `only ${roles[0].name}` },
            { count: only(1), words: `only ${roles[1].name}` },
            { count: both, words: 'allowed by both' },
          ]}
        />
        {both > 0 && shown.length > 0 && (
          <ButtonLink href={at(showsAll ? {} : { show: 'all' })} scroll={false}>
            {showsAll ? 'Show differences only' : 'Show what both allow too'}
          </ButtonLink>
        )}
      </div>
      {shown.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState
            title={permissions.length === 0 ? 'Neither allows anything' : 'They allow exactly the same'}
            action={permissions.length > 0 && <ButtonLink href={at({ show: 'all' })}>Show what both allow</ButtonLink>}
          >
            {permissions.length === 0 ? 'Both roles are empty.' : 'One of the two may be enough.'}
          </EmptyState>
        </div>
      ) : (
        <div role="region" aria-label="Comparison" tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full border-separate border-spacing-0 max-sm:table-fixed [&_tbody>tr:last-child>*]:border-0">
            <caption className="sr-only">
              Comparison of {roles[0].name} and {roles[1].name}
            </caption>
            <thead>
              <tr>
                <th scope="col" className={cx(head, 'max-sm:w-[38%]')}>
                  Permission
                </th>
                {roles.map(({ id, name }) => (
                  <th key={id} scope="col" className={cx(head, 'sm:max-w-60 sm:min-w-32')}>
                    <Link
                      href={`/roles/${id}`}
                      prefetch={false}
                      className="rounded-sm wrap-anywhere text-accent underline underline-offset-2"
                    >
                      {name}
                    </Link>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ permission, description, via }) => (
                <tr key={permission}>
                  <th scope="row" className={cx(cell, 'text-start font-normal sm:min-w-48')}>
                    {description}
                    <code className="block text-sm wrap-anywhere text-ink-faint">{permission}</code>
                  </th>
                  {via.map((ways, index) => (
                    <td key={index} className={cx(cell, ways.length === 0 && 'bg-sunken')}>
                      <Way via={ways} permission={permission} called={called} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

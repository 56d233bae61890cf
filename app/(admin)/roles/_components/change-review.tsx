import type { ReactNode } from 'react'
import { Figures } from '../../../../components/bulk/figures.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import { namesOf, type Affected, type RoleChanges } from './review.ts'

const head = 'border-b border-line pe-4 pb-1 text-sm font-medium text-ink-soft'
const cell = 'border-b border-line py-1.5 pe-4'

/** A few of the people by name, where the viewer may see any. */
export function People({ words, affected }: { words: string; affected: Affected }) {
  if (affected.names.length === 0) return null
  return (
    <p>
      <span className="font-medium">{words}</span>{' '}
      <span dir="auto" className="wrap-anywhere text-ink-soft">
        {namesOf(affected)}
      </span>
    </p>
  )
}

function Change({ isAdded, isRemoved }: { isAdded: boolean; isRemoved: boolean }) {
  if (!isAdded && !isRemoved) return <span className="text-sm text-ink-faint">Follows</span>
  return (
    <Badge tone={isAdded ? 'info' : 'warning'} icon={null}>
      {isAdded ? 'Added' : 'Taken away'}
    </Badge>
  )
}

const Number = ({ value }: { value: number }) => <span className={value === 0 ? 'text-ink-faint' : undefined}>{formatNumber(value)}</span>

/** How many gain and lose a permission; `loss` leaves out the columns of what is added. */
export function PerPermission({
  changes,
  called,
  loss = false,
}: {
  changes: Pick<RoleChanges, 'added' | 'removed' | 'perPermission'>
  called: (permission: string) => string
  loss?: boolean
}) {
  const added = new Set(changes.added)
  const removed = new Set(changes.removed)
  return (
    <div role="region" aria-label="Change by permission" tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">Change by permission</caption>
        <thead>
          <tr>
            <th scope="col" className={`${head} text-start`}>
              Permission
            </th>
            {!loss && (
              <th scope="col" className={`${head} text-start`}>
                Change
              </th>
            )}
            {!loss && (
              <th scope="col" className={`${head} text-end whitespace-nowrap`}>
                Users gain it
              </th>
            )}
            <th scope="col" className={`${head} pe-0! text-end whitespace-nowrap`}>
              Users lose it
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.perPermission.map(({ permission, gaining, losing }) => (
            <tr key={permission}>
              <th scope="row" className={`${cell} min-w-48 text-start font-normal`}>
                {called(permission)}
                <code className="block text-sm text-ink-faint">{permission}</code>
              </th>
              {!loss && (
                <>
                  <td className={cell}>
                    <Change isAdded={added.has(permission)} isRemoved={removed.has(permission)} />
                  </td>
                  <td className={`${cell} text-end tabular-nums`}>
                    <Number value={gaining} />
                  </td>
                </>
              )}
              <td className={`${cell} pe-0! text-end tabular-nums`}>
                <Number value={losing} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/**
 * What a change of a role means before it is made: how many users gain and lose something, who, and by which permission. Whoever has the
 * same permission in another way too neither gains nor loses it.
 */
export function ChangeReview({
  changes,
  called,
  children,
}: {
  changes: RoleChanges
  /** The description of a permission by its name. */
  called: (permission: string) => string
  children?: ReactNode
}) {
  const { gaining, losing } = changes
  return (
    <div className="grid gap-4">
      <Figures
        figures={[
          { count: gaining.count, words: gaining.count === 1 ? 'user gains something' : 'users gain something' },
          { count: losing.count, words: losing.count === 1 ? 'user loses something' : 'users lose something' },
        ]}
      />
      {gaining.count + losing.count === 0 ? (
        <p className="text-ink-soft">Nobody’s rights change now: nobody holds this role, or they have the same in another way too.</p>
      ) : (
        <div className="grid gap-1">
          <People words="Gaining:" affected={gaining} />
          <People words="Losing:" affected={losing} />
          {(gaining.more || losing.more) && <p>The role is held in more ways than were counted, so there may be more of them.</p>}
          <p className="text-ink-soft">It holds from their next click.</p>
        </div>
      )}
      {changes.perPermission.length > 0 && <PerPermission changes={changes} called={called} />}
      {children}
    </div>
  )
}

import type { ReactNode } from 'react'
import { Figures } from '../../../../components/bulk/figures.tsx'
import { PerPermission } from './per-permission.tsx'
import { namesOf, type Affected, type RoleChanges } from './review.ts'

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

/** Said where a role is held in too many ways to look at each. */
export const MayBeMore = () => <p>The role is held in more ways than were counted, so there may be more of them.</p>

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
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
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
          {(gaining.more || losing.more) && <MayBeMore />}
          <p className="text-ink-soft">It holds from their next click.</p>
        </div>
      )}
      <PerPermission changes={changes} called={called} />
      {children}
    </div>
  )
}

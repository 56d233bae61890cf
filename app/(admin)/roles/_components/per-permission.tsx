import { Badge } from '../../../../components/ui/badge.tsx'
import { cx } from '../../../../components/ui/classes.ts'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import type { RoleChanges } from './review.ts'

type Line = { permission: string; gaining: number; losing: number; change: 'added' | 'removed' | null; note: string | null }
type Called = (permission: string) => string

const head = 'border-b border-line pe-4 pb-1 text-sm font-medium text-ink-soft'
const cell = 'border-b border-line py-1.5 pe-4'
const WITHOUT_EFFECT = {
  added: 'It came with another permission of this role already.',
  removed: 'It still comes with another permission of this role.',
}

function Change({ change }: Pick<Line, 'change'>) {
  if (change === null) return <span className="text-sm text-ink-faint">Comes along</span>
  return (
    <Badge tone={change === 'added' ? 'info' : 'warning'} icon={null}>
      {change === 'added' ? 'Added' : 'Taken away'}
    </Badge>
  )
}

const Figure = ({ value, last }: { value: number; last?: boolean }) => (
  <td className={cx(cell, 'text-end tabular-nums', last && 'pe-0!', value === 0 && 'text-ink-faint')}>{formatNumber(value)}</td>
)

function Lines({ caption, lines, called, loss }: { caption: string; lines: readonly Line[]; called: Called; loss: boolean }) {
  return (
    <div role="region" aria-label={caption} tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" className={`${head} text-start`}>
              Permission
            </th>
            {!loss && (
              <>
                <th scope="col" className={`${head} text-start max-sm:hidden`}>
                  Change
                </th>
                <th scope="col" className={`${head} text-end whitespace-nowrap`}>
                  <span aria-hidden>Gain it</span>
                  <span className="sr-only">Users who gain it</span>
                </th>
              </>
            )}
            <th scope="col" className={`${head} pe-0! text-end whitespace-nowrap`}>
              <span aria-hidden>Lose it</span>
              <span className="sr-only">Users who lose it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ permission, gaining, losing, change, note }) => (
            <tr key={permission}>
              <th scope="row" className={`${cell} text-start font-normal`}>
                {called(permission)}
                <code className="block text-sm wrap-anywhere text-ink-faint">{permission}</code>
                {note && <span className="block text-sm text-ink-soft">{note}</span>}
                {!loss && (
                  <span aria-hidden className="sm:hidden">
                    <Change change={change} />
                  </span>
                )}
              </th>
              {!loss && (
                <>
                  <td className={`${cell} max-sm:hidden`}>
                    <Change change={change} />
                  </td>
                  <Figure value={gaining} />
                </>
              )}
              <Figure value={losing} last />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What was ticked and cleared, with or without effect, and what follows from it. */
function linesOf({ added, removed, perPermission }: Pick<RoleChanges, 'added' | 'removed' | 'perPermission'>) {
  const effects = new Map(perPermission.map((each) => [each.permission, each]))
  const direct = (change: 'added' | 'removed') => (permission: string) => {
    const effect = effects.get(permission)
    effects.delete(permission)
    return { permission, gaining: 0, losing: 0, ...effect, change, note: effect ? null : WITHOUT_EFFECT[change] }
  }
  const chosen: Line[] = [...added.map(direct('added')), ...removed.map(direct('removed'))]
  return { chosen, following: [...effects.values()].map((each): Line => ({ ...each, change: null, note: null })) }
}

/** How many users gain and lose each permission: first what was chosen, then, to be opened, what comes along with that. */
export function PerPermission({ changes, called }: { changes: Pick<RoleChanges, 'added' | 'removed' | 'perPermission'>; called: Called }) {
  const { chosen, following } = linesOf(changes)
  return (
    <>
      {chosen.length > 0 && <Lines caption="Change by permission" lines={chosen} called={called} loss={false} />}
      {following.length > 0 && (
        <details>
          <summary className="w-fit rounded-sm text-ink-soft hover:text-ink">
            {plural(following.length, 'more permission comes', 'more permissions come')} along with these
          </summary>
          <div className="pt-3">
            <Lines caption="What comes along" lines={following} called={called} loss={false} />
          </div>
        </details>
      )}
    </>
  )
}

/** How many users lose each permission. */
export const LossPerPermission = ({ perPermission, called }: { perPermission: RoleChanges['perPermission']; called: Called }) => (
  <Lines caption="Loss by permission" lines={perPermission.map((each) => ({ ...each, change: null, note: null }))} called={called} loss />
)

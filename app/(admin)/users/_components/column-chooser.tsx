'use client'
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react'
import Link from 'next/link'
import { useActionState } from 'react'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Checkbox } from '../../../../components/ui/input.tsx'
import { USER_COLUMN_IDS, columnLabel, shownColumns, type FieldColumn, type UserColumn } from '../../../../lib/users/list-columns.ts'
import { rememberColumnsAction } from '../actions.ts'
import { StateFields } from './state-fields.tsx'
import { usersHref, type ListState } from './users-href.ts'

const moved = (columns: readonly UserColumn[], from: number, to: number) => {
  const others = columns.filter((_, place) => place !== from)
  return [...others.slice(0, to), columns[from] as UserColumn, ...others.slice(to)]
}

function Move({
  state,
  shown,
  place,
  by,
  what,
}: {
  state: ListState
  shown: readonly UserColumn[]
  place: number
  by: 1 | -1
  what: string
}) {
  const to = place + by
  const Icon = by < 0 ? ArrowUp : ArrowDown
  const label = `Move ${what} ${by < 0 ? 'to the left' : 'to the right'}`
  if (to < 0 || to >= shown.length) return <span className="size-6" />
  return (
    <Link
      href={usersHref(state, { columns: moved(shown, place, to) })}
      prefetch={false}
      scroll={false}
      aria-label={label}
      title={label}
      className="grid size-6 place-items-center rounded-sm text-ink-faint hover:bg-sunken hover:text-ink [&_svg]:size-3.5"
    >
      <Icon aria-hidden />
    </Link>
  )
}

function Line({ state, shown, column, label }: { state: ListState; shown: readonly UserColumn[]; column: UserColumn; label: string }) {
  const place = shown.indexOf(column)
  const always = column === 'name'
  return (
    <li className="flex items-center gap-2 rounded-sm ps-1 hover:bg-hover">
      <label className="flex min-w-0 flex-1 items-center gap-2 py-1">
        {always && <input type="hidden" name="columns" value={column} />}
        <Checkbox name={always ? undefined : 'columns'} value={column} defaultChecked={place >= 0} disabled={always} autoComplete="off" />
        <span className="truncate">{label}</span>
      </label>
      {place >= 0 && (
        <span className="flex">
          <Move state={state} shown={shown} place={place} by={-1} what={label} />
          <Move state={state} shown={shown} place={place} by={1} what={label} />
        </span>
      )}
    </li>
  )
}

/** Gives up the columns that were remembered for a person. */
function Forget({ state }: { state: ListState }) {
  const [, forget] = useActionState(rememberColumnsAction, null)
  return (
    <form action={forget}>
      <StateFields state={state} but={['columns']} />
      <input type="hidden" name="columns" value="" />
      <Button type="submit" variant="ghost" size="sm">
        Use the usual columns again
      </Button>
    </form>
  )
}

/**
 * Which columns the list shows and in which order, as a GET form, so that the address holds them and everything works without client
 * JavaScript. They can be remembered for the person, on every device.
 */
export function ColumnChooser({ state, fields }: { state: ListState; fields: readonly FieldColumn[] }) {
  const [, remember] = useActionState(rememberColumnsAction, null)
  const shown = shownColumns(state.params.columns)
  const chosen = state.params.columns !== undefined
  const all: UserColumn[] = [...USER_COLUMN_IDS, ...fields.map(({ column }) => column)]
  const order = [...shown, ...all.filter((column) => !shown.includes(column))]
  return (
    <>
      <Button popoverTarget="users-columns" icon={<Columns3 aria-hidden />}>
        Columns
      </Button>
      <div
        id="users-columns"
        popover="auto"
        role="group"
        aria-label="Columns"
        className="menu w-76 max-w-[calc(100vw-24px)] overflow-y-auto max-sm:inset-3 max-sm:m-auto max-sm:max-h-[calc(100dvh-24px)] max-sm:[position-area:none] sm:max-h-[calc(100dvh-200px)] rounded-lg border border-line bg-raised p-4 shadow-raised"
      >
        <form key={order.join() + String(shown.length)} action="/users" className="grid gap-3">
          <StateFields state={state} but={['columns']} />
          <ul className="grid">
            {order.map((column) => (
              <Line key={column} state={state} shown={shown} column={column} label={columnLabel(column, fields)} />
            ))}
          </ul>
          {!chosen && <p className="text-sm text-ink-faint">Until you choose, columns that the window is too narrow for are left out.</p>}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary">
              Show these columns
            </Button>
            <Button type="submit" formAction={remember}>
              Remember these columns
            </Button>
          </div>
        </form>
        {chosen && (
          <div className="pt-2">
            {state.columnsNamed ? (
              <ButtonLink href={usersHref({ ...state, columnsNamed: false }, {})} variant="ghost" size="sm">
                Leave out this choice
              </ButtonLink>
            ) : (
              <Forget state={state} />
            )}
          </div>
        )}
      </div>
    </>
  )
}

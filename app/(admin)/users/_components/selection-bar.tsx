'use client'
import {
  ChevronDown,
  CircleSlash,
  FileDown,
  KeyRound,
  PencilLine,
  RotateCcw,
  ShieldMinus,
  ShieldPlus,
  Trash2,
  UserCheck,
  UserX,
  X,
  type LucideIcon,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ReactNode, SubmitEvent } from 'react'
import { EverythingChoice, useChosen, useSelectionForm } from '../../../../components/table/selection.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { Menu, MenuButton, MenuLine, MenuTitle } from '../../../../components/ui/menu.tsx'
import type { BulkAction } from '../../../../lib/bulk-runs/schema.ts'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import { BULK_ACTS, USERS_BULK_FORM, type BulkActs } from './bulk-acts.ts'
import { bulkHref, matchingSearch, shownSearch } from '../../../../components/bulk/bulk-address.ts'
import type { ListState } from './users-href.ts'

const ICONS: Record<BulkAction, LucideIcon> = {
  deactivate: CircleSlash,
  reactivate: UserCheck,
  delete: Trash2,
  restore: RotateCcw,
  purge: UserX,
  grantRole: ShieldPlus,
  endRole: ShieldMinus,
  setField: PencilLine,
  passwordLinks: KeyRound,
}
const GROUPS: { title: string; acts: readonly BulkAction[] }[] = [
  { title: 'Access', acts: ['deactivate', 'reactivate', 'passwordLinks'] },
  { title: 'Roles and profile', acts: ['grantRole', 'endRole', 'setField'] },
  { title: 'Trash', acts: ['delete', 'restore', 'purge'] },
]
/** What is wanted most often in each list, as buttons where there is room. */
const shortcutsFor = (status: ListState['params']['status']): readonly BulkAction[] =>
  status === 'trash'
    ? ['restore', 'purge']
    : status === 'deactivated'
      ? ['reactivate', 'grantRole', 'delete']
      : ['deactivate', 'grantRole', 'delete']

function ActLine({ act, whyNot }: { act: BulkAction; whyNot: string | null }) {
  const Icon = ICONS[act]
  return (
    <MenuButton type="submit" name="action" value={act} icon={<Icon aria-hidden />} danger={act === 'purge'} disabledReason={whyNot}>
      {BULK_ACTS[act].label}
    </MenuButton>
  )
}

function ActsMenu({ acts, children }: { acts: BulkActs; children: ReactNode }) {
  return (
    <Menu
      size="sm"
      trigger={
        <>
          Actions
          <ChevronDown aria-hidden />
        </>
      }
    >
      {GROUPS.map(({ title, acts: group }) => (
        <div key={title} role="group" aria-label={title}>
          <MenuTitle>{title}</MenuTitle>
          {group.map((act) => (
            <ActLine key={act} act={act} whyNot={acts[act]} />
          ))}
          <MenuLine />
        </div>
      ))}
      {children}
    </Menu>
  )
}

/** The chosen users as a file. Posted from the same form, to the address that makes exports. */
function ExportLines({ whyNot }: { whyNot: string | null }) {
  return (
    <div role="group" aria-label="Export">
      <MenuTitle>Export</MenuTitle>
      {(['csv', 'json'] as const).map((format) => (
        <MenuButton
          key={format}
          type="submit"
          name="format"
          value={format}
          formAction="/users/export"
          formMethod="post"
          icon={<FileDown aria-hidden />}
          disabledReason={whyNot}
        >
          {`Export selected as ${format.toUpperCase()}`}
        </MenuButton>
      ))}
    </div>
  )
}

function Count({ matching }: { matching: string }) {
  const { rows, everything } = useChosen()
  if (rows === 0) return <span className="font-medium">Selected users</span>
  return <span className="font-medium tabular-nums">{everything ? `${matching} selected` : `${formatNumber(rows)} selected`}</span>
}

/**
 * Takes the toolbar's place while users are chosen: how many, the step to everybody who matches, and what can be done with them. A GET
 * form, so it leads to the page of the act without client JavaScript too; with it the address is the short one.
 */
export function SelectionBar({
  state: { params },
  count,
  more,
  shown,
  acts,
  mayExport,
}: {
  state: ListState
  /** How many users match, up to a limit beyond which there are `more`; `shown` of them are on this page. */
  count: number
  more: boolean
  shown: number
  acts: BulkActs
  mayExport: boolean
}) {
  const router = useRouter()
  const { rows, everything } = useChosen()
  const clear = useSelectionForm()?.clear
  const everybody = more ? 'All users that match' : `All ${plural(count, 'matching user')}`
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    const sent = event.nativeEvent.submitter
    if (!(sent instanceof HTMLButtonElement) || sent.name !== 'action') return
    event.preventDefault()
    const userIds = new FormData(event.currentTarget).getAll('userIds').map(String)
    router.push(bulkHref(sent.value as BulkAction, everything ? { search: matchingSearch(params) } : { userIds }))
  }
  return (
    <form
      id={USERS_BULK_FORM}
      action="/users/bulk"
      onSubmit={onSubmit}
      aria-label="Selected users"
      className="invisible flex min-h-9 flex-wrap content-center items-center gap-x-3 gap-y-1 rounded-md bg-accent-soft px-3 py-1 group-has-[[data-row-choice]:checked]/list:visible"
    >
      {/* Enter on a check box presses the first button of its form: this one, which names no act. */}
      <button type="submit" hidden onClick={(event) => event.preventDefault()} />
      <input type="hidden" name="search" value={shownSearch(params)} />
      <span role="status" className="contents">
        <Count matching={everybody} />
      </span>
      {rows > 0 && (
        <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={clear} className="-ms-2">
          Clear
        </Button>
      )}
      {(more || count > shown) && (
        <EverythingChoice name="scope" value="matching">
          {more ? 'Select all users that match' : `Select all ${formatNumber(count)} matching`}
        </EverythingChoice>
      )}
      <div className="ms-auto flex gap-1">
        {shortcutsFor(params.status).map((act) => {
          const Icon = ICONS[act]
          return (
            <Button
              key={act}
              type="submit"
              size="sm"
              name="action"
              value={act}
              icon={<Icon aria-hidden />}
              disabledReason={acts[act]}
              className="max-xl:hidden!"
            >
              {BULK_ACTS[act].label}
            </Button>
          )
        })}
        <ActsMenu acts={acts}>
          <ExportLines whyNot={mayExport ? null : 'You have no role that allows this: export lists of users to a file.'} />
        </ActsMenu>
      </div>
    </form>
  )
}

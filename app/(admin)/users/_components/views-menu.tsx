'use client'
import { Bookmark, BookmarkPlus, Check, PencilLine, RotateCcw, Save, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu, MenuButton, MenuLine, MenuLink, MenuTitle } from '../../../../components/ui/menu.tsx'
import type { SavedViewSummary, ViewRole } from '../../../../lib/saved-views/queries.ts'
import { DELETE_VIEW_DIALOG, EDIT_VIEW_DIALOG, OVERWRITE_VIEW_DIALOG, SAVE_VIEW_DIALOG, ViewDialogs } from './view-dialogs.tsx'
import { differsFrom, viewHref, type ListState } from './users-href.ts'

function ViewLine({ view, current }: { view: SavedViewSummary; current: boolean }) {
  const detail = view.own ? view.sharedRole && `shared with ${view.sharedRole}` : `${view.ownerName}, with ${view.sharedRole ?? ''}`
  return (
    <MenuLink
      href={viewHref(view)}
      aria-current={current || undefined}
      icon={<Check aria-hidden className={current ? '' : 'invisible'} />}
      className="items-start [&>svg]:mt-0.5"
    >
      <span className="min-w-0">
        <span dir="auto" className="block break-words">
          {view.name}
        </span>
        {detail && <span className="block text-sm break-words text-ink-faint">{detail}</span>}
      </span>
    </MenuLink>
  )
}

function Group({ title, views, current }: { title: string; views: readonly SavedViewSummary[]; current: SavedViewSummary | undefined }) {
  if (views.length === 0) return null
  return (
    <div role="group" aria-label={title}>
      <MenuTitle>{title}</MenuTitle>
      {views.map((view) => (
        <ViewLine key={view.id} view={view} current={view.id === current?.id} />
      ))}
      <MenuLine />
    </div>
  )
}

/** What can be done with the view that the list began with: put it back as it was, and change it where it is one's own. */
function CurrentLines({ view, changed }: { view: SavedViewSummary; changed: boolean }) {
  return (
    <>
      {changed && (
        <MenuLink href={viewHref(view)} icon={<RotateCcw aria-hidden />}>
          Back to the view as it was saved
        </MenuLink>
      )}
      {view.own && changed && (
        <MenuButton dialogId={OVERWRITE_VIEW_DIALOG} icon={<Save aria-hidden />}>
          Overwrite the view
        </MenuButton>
      )}
      {view.own && (
        <MenuButton dialogId={EDIT_VIEW_DIALOG} icon={<PencilLine aria-hidden />}>
          Rename or share
        </MenuButton>
      )}
      {view.own && (
        <MenuButton dialogId={DELETE_VIEW_DIALOG} icon={<Trash2 aria-hidden />} danger>
          Delete view
        </MenuButton>
      )}
      <MenuLine />
    </>
  )
}

const Trigger = ({ current, changed }: { current: SavedViewSummary | undefined; changed: boolean }): ReactNode => (
  <>
    <Bookmark aria-hidden className={current ? 'fill-current' : ''} />
    <span dir="auto" className="max-w-40 truncate">
      {current?.name ?? 'Views'}
    </span>
    {changed && <span className="text-sm font-normal text-ink-faint">changed</span>}
  </>
)

/** The saved views of the list: one's own and those shared with one; saving what is shown, and changing the view that it began with. */
export function ViewsMenu({
  state,
  views,
  roles,
  mayShareWithAny,
}: {
  state: ListState
  views: readonly SavedViewSummary[]
  roles: readonly ViewRole[]
  mayShareWithAny: boolean
}) {
  const current = views.find(({ id }) => id === state.view)
  const changed = current !== undefined && differsFrom(current, state)
  const label = current ? `View: ${current.name}${changed ? ', changed' : ''}` : undefined
  return (
    <>
      <Menu trigger={<Trigger current={current} changed={changed} />} label={label}>
        <Group title="Your views" views={views.filter(({ own }) => own)} current={current} />
        <Group title="Shared with you" views={views.filter(({ own }) => !own)} current={current} />
        {views.length === 0 && (
          <p className="max-w-64 px-2 py-1.5 text-sm text-ink-soft">A view keeps search, filters, order and columns under a name.</p>
        )}
        {current && <CurrentLines view={current} changed={changed} />}
        <MenuButton dialogId={SAVE_VIEW_DIALOG} icon={<BookmarkPlus aria-hidden />}>
          Save as new view
        </MenuButton>
      </Menu>
      <ViewDialogs state={state} current={current} roles={roles.filter(({ held }) => held || mayShareWithAny)} />
    </>
  )
}

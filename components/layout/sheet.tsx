'use client'
import { Menu as MenuIcon } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'

const SHEET = 'navigation'

/** The button of the navigation on narrow screens; it needs no client JavaScript. */
export const SheetButton = () => (
  <button type="button" popoverTarget={SHEET} aria-label="Navigation" className="-ms-1.5 rounded-md p-1.5 hover:bg-sunken">
    <MenuIcon aria-hidden className="size-5" />
  </button>
)

/** What stands at the left on wide screens and slides over the page on narrow ones. Following a link in it closes it. */
export function Sheet({ children }: { children: ReactNode }) {
  const closeAfterLink = (event: MouseEvent<HTMLElement>) => {
    if (event.currentTarget.matches(':popover-open') && event.target instanceof Element && event.target.closest('a'))
      event.currentTarget.hidePopover()
  }
  return (
    <aside
      id={SHEET}
      aria-label="Sidebar"
      popover="auto"
      onClick={closeAfterLink}
      className="sheet flex-col gap-4 border-e border-line bg-surface p-3 [&:popover-open]:flex"
    >
      {children}
    </aside>
  )
}

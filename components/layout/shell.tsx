import Link from 'next/link'
import type { ReactNode } from 'react'
import { AccountMenu, type ShellActions, type ShellPerson } from './account-menu.tsx'
import { Brand } from './brand.tsx'
import { NavigationList } from './navigation-list.tsx'
import { PaletteButton } from './palette-button.tsx'
import type { Pending } from './pending-count.tsx'
import { Sheet, SheetButton } from './sheet.tsx'
import { SupportLine } from './support-line.tsx'

/** The link that a keyboard meets first: past the navigation to the content. */
export const SkipLink = () => (
  <a
    href="#content"
    className="absolute start-3 top-3 z-50 -translate-y-20 rounded-md bg-accent-solid px-3 py-2 font-medium text-on-solid focus:translate-y-0"
  >
    Skip to content
  </a>
)

/**
 * The frame around every page after sign-in: navigation at the left (a sheet on narrow screens), a slot for banners, and the page. It
 * shows what the permissions allow and guards nothing. `pending` is what waits in the viewer's inbox; null without one.
 */
export function Shell({
  user,
  permissions,
  pending,
  actions,
  banner,
  children,
}: {
  user: ShellPerson
  permissions: readonly string[]
  pending: Pending | null
  actions: ShellActions
  banner?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[240px_minmax(0,1fr)]">
      <SkipLink />
      <header className="flex h-12 items-center gap-3 border-b border-line bg-surface px-4 md:hidden">
        <SheetButton />
        <Link href="/" prefetch={false} className="rounded-sm">
          <Brand />
        </Link>
      </header>
      <Sheet>
        <Link href="/" prefetch={false} className="mx-2 mt-1 self-start rounded-sm">
          <Brand />
        </Link>
        <PaletteButton permissions={permissions} />
        <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1">
          <NavigationList permissions={permissions} pending={pending} />
        </div>
        <AccountMenu user={user} actions={actions} />
      </Sheet>
      <div className="min-w-0">
        {banner}
        <main id="content" tabIndex={-1} className="mx-auto grid w-full max-w-320 gap-6 px-4 py-6 outline-none sm:px-8 sm:py-8">
          {children}
        </main>
      </div>
    </div>
  )
}

/** A line above the page that stays until its cause is gone. */
export const Banner = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <aside
    aria-label="Notice"
    className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-warning-line bg-warning-soft px-4 py-2 sm:px-8"
  >
    <p>{children}</p>
    {action}
  </aside>
)

/** The frame of pages that anybody may open: the brand and one narrow column, and whom to ask unless the page itself says it. */
export const PublicFrame = ({ children }: { children: ReactNode }) => (
  <div className="group grid min-h-dvh grid-rows-[auto_1fr_auto] px-4 py-8 sm:py-16">
    <header className="mx-auto w-full max-w-100 pb-6 text-lg">
      <Brand />
    </header>
    <main id="content" className="mx-auto grid w-full max-w-100 content-start gap-6">
      {children}
    </main>
    <footer className="mx-auto w-full max-w-100 pt-10 group-has-[main_[data-support]]:hidden">
      <SupportLine />
    </footer>
  </div>
)

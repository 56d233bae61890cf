import Link from 'next/link'
import type { ReactNode } from 'react'
import { NAVIGATION } from '../components/layout/navigation.ts'
import { Banner, Shell } from '../components/layout/shell.tsx'
import { currentShell } from '../lib/auth/session.ts'
import { setThemeAction, signOutAction } from './(account)/actions.ts'

const namesInNavigation = new Set<string>(NAVIGATION.flatMap(({ items }) => items.map(({ permission }) => permission)))

/**
 * The frame around the pages of the administration and of one's account. It guards nothing: whoever is not signed in gets the bare page,
 * which decides for itself.
 */
export async function SignedInFrame({ children }: { children: ReactNode }) {
  const { actor, user, mailConfigured, pendingWork } = await currentShell()
  if (!user) return <main className="mx-auto max-w-320 px-4">{children}</main>
  const { id, username, fullName, theme } = user
  return (
    <Shell
      user={{ id, username, fullName, theme }}
      permissions={[...actor.grants.keys()].filter((name) => namesInNavigation.has(name))}
      pending={pendingWork}
      actions={{ setTheme: setThemeAction, signOut: signOutAction }}
      banner={!mailConfigured && actor.grants.has('outbox:read') && <MailBanner />}
    >
      {children}
    </Shell>
  )
}

const MailBanner = () => (
  <Banner
    action={
      <Link href="/outbox" className="rounded-sm font-medium text-accent underline underline-offset-2">
        Open the outbox
      </Link>
    }
  >
    Mail is not configured: messages are kept in the outbox and not sent. Set SMTP_URL to send them.
  </Banner>
)

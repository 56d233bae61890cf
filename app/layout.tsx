import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { BannerDismissal } from '../components/layout/dismiss-banner.tsx'
import { ShownSettingsProvider, type ShownSettings } from '../components/layout/shown-settings.tsx'
import { Toaster } from '../components/ui/toast.tsx'
import { currentShell } from '../lib/auth/session.ts'
import { setting } from '../lib/settings/read.ts'
import { dismissBannerAction } from './actions.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Gatehouse', template: '%s · Gatehouse' },
  referrer: 'same-origin',
  robots: 'noindex',
}
export const viewport: Viewport = { colorScheme: 'light dark' }

const shownSettings = (): ShownSettings => ({
  'password.linkHours': setting('password.linkHours'),
  'password.resetMinutes': setting('password.resetMinutes'),
  'trash.days': setting('trash.days'),
  'support.contact': setting('support.contact'),
})

/** The document around every page, in the theme that the signed-in user chose; nobody signed in gets the system's. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const { user } = await currentShell()
  return (
    <html lang="en" data-theme={user?.theme ?? 'system'}>
      <body>
        <ShownSettingsProvider settings={shownSettings()}>
          <BannerDismissal action={dismissBannerAction}>{children}</BannerDismissal>
        </ShownSettingsProvider>
        <Toaster />
      </body>
    </html>
  )
}

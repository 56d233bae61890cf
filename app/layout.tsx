import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { Toaster } from '../components/ui/toast.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Gatehouse', template: '%s · Gatehouse' },
  referrer: 'same-origin',
  robots: 'noindex',
}
export const viewport: Viewport = { colorScheme: 'light dark' }

const themes = ['system', 'light', 'dark']

/** The document around every page. The theme comes from a cookie, so that pages before sign-in have it too and none flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const wanted = (await cookies()).get('gatehouse-theme')?.value ?? 'system'
  return (
    <html lang="en" data-theme={themes.includes(wanted) ? wanted : 'system'}>
      <body>
        {children}
        <Toaster />
      </body>
    </html>
  )
}

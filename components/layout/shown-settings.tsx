'use client'
import { createContext, use, type ReactNode } from 'react'
import type { SettingValues } from '../../lib/settings/catalogue.ts'

/** The settings that texts in the browser name. Everybody may know them: they go to every page. */
export type ShownSettings = Pick<SettingValues, 'password.linkHours' | 'password.resetMinutes' | 'trash.days' | 'support.contact'>

const Context = createContext<ShownSettings | null>(null)

/** Gives the settings of this moment to the texts of all pages. Stands in the root layout. */
export const ShownSettingsProvider = ({ settings, children }: { settings: ShownSettings; children: ReactNode }) => (
  <Context value={settings}>{children}</Context>
)

/** The settings that texts name. Throws outside the root layout. */
export function useShownSettings(): ShownSettings {
  const settings = use(Context)
  if (!settings) throw new Error('ShownSettingsProvider is missing.')
  return settings
}

/** The support contact; empty where none is set, and on the page that stands for a root layout which failed. */
export const useSupportContact = (): string => use(Context)?.['support.contact'] ?? ''

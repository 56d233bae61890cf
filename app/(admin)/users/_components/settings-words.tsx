'use client'
import { useShownSettings } from '../../../../components/layout/shown-settings.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { duration } from '../../../../lib/core/format.ts'

/** For how long a link for a first password works that is sent now, as words. */
export const LinkLife = () => duration(useShownSettings()['password.linkHours'] * 60)

/** The same for a link that replaces a password. */
export const ResetLife = () => duration(useShownSettings()['password.resetMinutes'])

/** When somebody who came into the trash at `since` is removed for good, by what is set now. */
export const PurgeTime = ({ since }: { since: Date }) => (
  <Time value={new Date(since.getTime() + useShownSettings()['trash.days'] * 86_400_000)} />
)

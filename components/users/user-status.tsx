import { KeyRound, MailWarning } from 'lucide-react'
import type { ReactNode } from 'react'
import type { UserStatus } from '../../lib/users/schema.ts'
import { Badge, type Tone } from '../ui/badge.tsx'

/** What the status badges of a user follow from. */
export type StatusFacts = { status: UserStatus; hasPassword: boolean; emailVerified: boolean }

type Mark = { label: string; tone: Tone; icon?: ReactNode }

/** Every state worth a badge, the weightiest first. None for the quiet normal case: active, with a password and a verified address. */
export function marksOf({ status, hasPassword, emailVerified }: StatusFacts): Mark[] {
  if (status === 'ANONYMIZED') return [{ label: 'Anonymized', tone: 'neutral' }]
  return [
    ...(status === 'DELETED' ? [{ label: 'In trash', tone: 'danger' } as const] : []),
    ...(status === 'DEACTIVATED' ? [{ label: 'Deactivated', tone: 'warning' } as const] : []),
    ...(hasPassword ? [] : [{ label: 'No password yet', tone: 'neutral', icon: <KeyRound aria-hidden /> } as const]),
    ...(emailVerified ? [] : [{ label: 'E-mail not verified', tone: 'neutral', icon: <MailWarning aria-hidden /> } as const]),
  ]
}

/** The badges of a user: all of them, or with `one` only the weightiest, for lists. Nothing for the normal case. */
export function UserStatusBadges({ user, one = false }: { user: StatusFacts; one?: boolean | undefined }) {
  const marks = marksOf(user)
  return (one ? marks.slice(0, 1) : marks).map(({ label, tone, icon }) => (
    <Badge key={label} tone={tone} {...(icon === undefined ? {} : { icon })}>
      {label}
    </Badge>
  ))
}

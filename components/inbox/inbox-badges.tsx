import { Clock, Hourglass, KeyRound, Mail, UserPlus, UserRoundPlus, UsersRound, type LucideIcon } from 'lucide-react'
import type { InboxKind } from '../../lib/inbox/schema.ts'
import type { InboxRow, InboxState } from '../../lib/inbox/views.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { KIND_WORDS, STATE_WORDS } from './inbox-words.ts'

const ICONS: Record<InboxKind, LucideIcon> = { enrollment: UserPlus, 'access-request': Mail, 'group-request': UsersRound }

/** What an item is, as an icon and its words. */
export function KindMark({ kind }: { kind: InboxKind }) {
  const Icon = ICONS[kind]
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-soft">
      <Icon aria-hidden className="size-4 shrink-0 text-ink-faint" />
      {KIND_WORDS[kind]}
    </span>
  )
}

const TONES: Record<InboxState, Tone> = {
  PENDING: 'warning',
  APPROVED: 'success',
  ENROLLED: 'success',
  REJECTED: 'danger',
  DISMISSED: 'danger',
  WITHDRAWN: 'neutral',
  EXPIRED: 'neutral',
}

/** Where an item stands. */
export const StateBadge = ({ state }: { state: InboxState }) => (
  <Badge tone={TONES[state]} {...(state === 'PENDING' ? { icon: <Clock aria-hidden /> } : {})}>
    {STATE_WORDS[state]}
  </Badge>
)

/** What an approver should know of an item before opening it. Nothing for the quiet case: all checks are met. */
export function CheckBadges({ checks }: { checks: InboxRow['checks'] }) {
  const { ready, emailConfirmed, domainAllowed, duplicate, needsApprovalCode, firstApprovedBy } = checks
  return (
    <span className="flex flex-wrap gap-1">
      {/* Who is ready without a confirmation was never asked for one. */}
      {emailConfirmed === false && (
        <Badge tone={ready ? 'neutral' : 'warning'}>{ready ? 'E-mail not checked' : 'E-mail not confirmed'}</Badge>
      )}
      {!ready && emailConfirmed !== false && (
        <Badge tone="neutral" icon={<Hourglass aria-hidden />}>
          Not complete
        </Badge>
      )}
      {domainAllowed === false && <Badge tone="warning">Other domain</Badge>}
      {duplicate && <Badge tone="warning">{duplicate === 'email' ? 'Same e-mail' : 'Same name'}</Badge>}
      {needsApprovalCode && (
        <Badge tone="info" icon={<KeyRound aria-hidden />}>
          Needs a code
        </Badge>
      )}
      {firstApprovedBy !== null && (
        <Badge tone="info" icon={<UserRoundPlus aria-hidden />}>
          {firstApprovedBy === '' ? 'Two approvals' : 'One approval left'}
        </Badge>
      )}
    </span>
  )
}

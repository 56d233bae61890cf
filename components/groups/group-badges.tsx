import { BadgeCheck, Clock, Crown, Globe, Hourglass } from 'lucide-react'
import { Badge, type Tone } from '../ui/badge.tsx'
import type { MemberRole, RequestStatus } from '../../lib/groups/schema.ts'
import { REQUEST_WORDS } from './group-words.ts'

/** Whether a group is approved and trusted. Nothing for the quiet case: neither. */
export function GroupBadges({ approved, trusted }: { approved: boolean; trusted: boolean }) {
  return (
    <>
      {approved && (
        <Badge tone="success" icon={<Globe aria-hidden />}>
          Approved
        </Badge>
      )}
      {trusted && (
        <Badge tone="info" icon={<BadgeCheck aria-hidden />}>
          Trusted
        </Badge>
      )}
    </>
  )
}

/** Marks managers and memberships that are over. Nothing for the quiet case: a member now. */
export function MemberBadges({ role, ended }: { role: MemberRole; ended: boolean }) {
  return (
    <>
      {role === 'manager' && (
        <Badge tone="info" icon={<Crown aria-hidden />}>
          Manager
        </Badge>
      )}
      {ended && (
        <Badge tone="neutral" icon={<Hourglass aria-hidden />}>
          Ended
        </Badge>
      )}
    </>
  )
}

const TONES: Record<RequestStatus, Tone> = { PENDING: 'warning', APPROVED: 'success', REJECTED: 'danger', WITHDRAWN: 'neutral' }

/** What became of a request to join. */
export const RequestBadge = ({ status }: { status: RequestStatus }) => (
  <Badge tone={TONES[status]} {...(status === 'PENDING' ? { icon: <Clock aria-hidden /> } : {})}>
    {REQUEST_WORDS[status]}
  </Badge>
)

import type { MembershipSummary } from '../../lib/memberships/columns.ts'
import { TYPE_WORDS } from '../../lib/memberships/rules-words.ts'
import { Badge } from '../ui/badge.tsx'
import { NoValue } from '../ui/description-list.tsx'

/** The type of a membership. */
export const MembershipType = ({ type }: Pick<MembershipSummary, 'type'>) => <Badge icon={null}>{TYPE_WORDS[type]}</Badge>

/** Whether the member votes, for lists: "Votes", "Has to affirm", or a dash. A basic member who would like to vote does not. */
export function Voting({ voting, due }: Pick<MembershipSummary, 'voting' | 'due'>) {
  if (!voting) return <NoValue />
  return due ? <Badge tone="warning">Has to affirm</Badge> : <Badge tone="success">Votes</Badge>
}

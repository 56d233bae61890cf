import type { PoolSummary } from '../../lib/enrollment-pools/views.ts'
import { formatNumber } from '../../lib/core/format.ts'
import type { InvitationState, LinkState, PoolState } from '../../lib/enrollment-pools/list.ts'
import type { Owner } from '../../lib/enrollment-pools/views.ts'
import { Badge } from '../ui/badge.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { INVITATION_STATE_MARKS, LINK_STATE_MARKS, POOL_STATE_MARKS } from './pool-words.ts'

/** What a pool is at this moment. */
export const PoolStateBadge = ({ state }: { state: PoolState }) => (
  <Badge tone={POOL_STATE_MARKS[state].tone}>{POOL_STATE_MARKS[state].label}</Badge>
)
/** What a link is at this moment. */
export const LinkStateBadge = ({ state }: { state: LinkState }) => (
  <Badge tone={LINK_STATE_MARKS[state].tone}>{LINK_STATE_MARKS[state].label}</Badge>
)
/** What an invitation is at this moment. */
export const InvitationStateBadge = ({ state }: { state: InvitationState }) => (
  <Badge tone={INVITATION_STATE_MARKS[state].tone}>{INVITATION_STATE_MARKS[state].label}</Badge>
)

/** Whoever owns a pool or invited, and whether they have left. */
export const OwnerName = ({ owner: { label, gone } }: { owner: Owner }) => (
  <span className="inline-flex max-w-full items-center gap-2">
    <bdi className="truncate in-[a]:underline" title={label}>
      {label}
    </bdi>
    {gone && <Badge tone="warning">Has left</Badge>}
  </span>
)

type Use = Pick<PoolSummary, 'used' | 'quota' | 'name'>

/** How many have enrolled by a pool, of how many, with a thin bar where there is a limit. */
export function PoolUse({ used, quota, name }: Use) {
  return (
    <span className="inline-grid min-w-20 gap-1 tabular-nums">
      <span className="whitespace-nowrap">
        {formatNumber(used)}
        <span className="text-ink-soft">{quota === null ? '' : ` of ${formatNumber(quota)}`}</span>
      </span>
      {quota !== null && <ProgressBar value={used} max={quota} aria-label={`Places of ${name} that are taken`} className="h-1!" />}
    </span>
  )
}

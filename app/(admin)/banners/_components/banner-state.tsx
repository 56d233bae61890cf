import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import type { BannerState } from '../../../../lib/banners/rules.ts'

const MARKS: Record<BannerState, { label: string; tone: Tone }> = {
  off: { label: 'Disabled', tone: 'neutral' },
  scheduled: { label: 'Scheduled', tone: 'info' },
  showing: { label: 'Showing', tone: 'success' },
  over: { label: 'Over', tone: 'neutral' },
  nobody: { label: 'Seen by nobody', tone: 'warning' },
}

/** What a banner is at this moment. */
export function BannerStateBadge({ state }: { state: BannerState }) {
  const { label, tone } = MARKS[state]
  return <Badge tone={tone}>{label}</Badge>
}

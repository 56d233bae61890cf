import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import type { RunStatus as Status } from '../../../../lib/bulk-runs/schema.ts'

type Facts = { status: Status; isCancelling?: boolean | undefined }

const MARKS: Record<Status, { label: string; tone: Tone }> = {
  QUEUED: { label: 'Waiting', tone: 'neutral' },
  RUNNING: { label: 'Running', tone: 'info' },
  DONE: { label: 'Done', tone: 'success' },
  CANCELLED: { label: 'Cancelled', tone: 'warning' },
}

/** Whether a run is over: then its counts do not change any more. */
export const isOver = (status: Status) => status === 'DONE' || status === 'CANCELLED'

/** How far a bulk run is. */
export function RunStatus({ status, isCancelling = false }: Facts) {
  const { label, tone } = isCancelling && !isOver(status) ? { label: 'Being cancelled', tone: 'warning' as const } : MARKS[status]
  return <Badge tone={tone}>{label}</Badge>
}

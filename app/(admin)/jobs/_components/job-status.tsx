import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import type { JobState } from '../../../../lib/jobs/schema.ts'

const MARKS: Record<JobState, { label: string; tone: Tone }> = {
  created: { label: 'Waiting', tone: 'info' },
  retry: { label: 'Will be tried again', tone: 'warning' },
  active: { label: 'Running', tone: 'info' },
  completed: { label: 'Done', tone: 'success' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  failed: { label: 'Failed', tone: 'danger' },
}

/** What became of a job. */
export const JobStatus = ({ state }: { state: JobState }) => <Badge tone={MARKS[state].tone}>{MARKS[state].label}</Badge>

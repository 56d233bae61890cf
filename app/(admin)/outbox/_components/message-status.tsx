import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import type { OutboxStatus } from '../../../../lib/outbox/schema.ts'

type Facts = { status: OutboxStatus; attempts: number }

function markOf({ status, attempts }: Facts): { label: string; tone: Tone } {
  if (status === 'SENT') return { label: 'Sent', tone: 'success' }
  if (status === 'DEAD') return { label: 'Failed', tone: 'danger' }
  if (status === 'HELD') return { label: 'Held', tone: 'neutral' }
  return attempts > 0 ? { label: 'Will be tried again', tone: 'warning' } : { label: 'Waiting', tone: 'info' }
}

/** What became of a message. */
export function MessageStatus({ message }: { message: Facts }) {
  const { label, tone } = markOf(message)
  return <Badge tone={tone}>{label}</Badge>
}

import '#server-only'
import { z } from 'zod'
import type { JobRow } from './columns.ts'
import { jobNamed } from './queue.ts'

/** A job as screens show it: its kind in words, and of what it was told the ids alone. */
export type JobView = Omit<JobRow, 'output' | 'payload'> & {
  title: string
  isKnown: boolean
  /** Why the last try failed; empty when none has, or a later one went well. */
  reason: string
  about: { name: string; id: string }[]
}

const TIMED_OUT = 'It took longer than it may, or the worker ended in the middle of it.'
const SPOKEN: Record<string, string> = { 'job timed out': TIMED_OUT, 'job heartbeat timeout': TIMED_OUT }
const uuid = z.uuid()

function idsIn(payload: unknown) {
  if (typeof payload !== 'object' || payload === null) return []
  return Object.entries(payload).flatMap(([name, value]) => (uuid.safeParse(value).success ? [{ name, id: String(value) }] : []))
}

/** Puts a row into words. Only ids leave the payload: an older version may have kept more in it. */
export function jobView({ output, payload, ...row }: JobRow): JobView {
  const kind = jobNamed(row.name)
  const failed = row.state === 'failed' || row.state === 'retry'
  return {
    ...row,
    title: kind?.title ?? row.name,
    isKnown: kind !== undefined,
    reason: failed ? (SPOKEN[output] ?? output) : '',
    about: idsIn(payload),
  }
}

import type { JobState } from './schema.ts'

/** A worker that has not been seen for this long is taken for dead; it shows itself every 30 seconds. */
export const WORKER_SILENCE_SECONDS = 120

type WhyNot = { reason: string; message: string } | null

/** Whether there is a worker: somebody looked after the schedules not long ago. */
export const isWorkerAlive = (seenAt: Date | null, now: Date) =>
  seenAt !== null && now.getTime() - seenAt.getTime() < WORKER_SILENCE_SECONDS * 1_000

/**
 * Why a job cannot be run again, or null: only failed ones can, of a kind that this version knows (`isKnown`), and not while the queue
 * holds another job that may not run beside it (`isReplaced`).
 */
export function whyNotRetryJob({ state, isKnown, isReplaced }: { state: JobState; isKnown: boolean; isReplaced: boolean }): WhyNot {
  if (state === 'completed') return { reason: 'ALREADY_DONE', message: 'This job was done. Nothing was changed.' }
  if (state === 'cancelled') return { reason: 'CANCELLED', message: 'This job was cancelled. Nothing was changed.' }
  if (state !== 'failed')
    return { reason: 'ALREADY_WAITING', message: 'This job is waiting or running already. Nothing was changed; look again in a minute.' }
  if (!isKnown)
    return {
      reason: 'UNKNOWN_KIND',
      message: 'This job was left by another version of Gatehouse, and this one does not know what to do. Nothing was changed.',
    }
  if (isReplaced)
    return {
      reason: 'REPLACED',
      message: 'A newer job of this kind is waiting or running already and does the same work. Nothing was changed; look at that one.',
    }
  return null
}

const pad = (part: string) => part.padStart(2, '0')

/** A schedule as people say it, "daily at 03:17 UTC"; one that is none of the usual is given as it is written. */
export function scheduleInWords(cron: string): string {
  const [minute = '', hour = '', ...days] = cron.split(' ')
  const isNumber = (part: string) => /^\d{1,2}$/.test(part)
  const every = /^\*\/(\d{1,2})$/.exec(minute)?.[1]
  if (days.join(' ') === '* * *') {
    if (minute === '*' && hour === '*') return 'every minute'
    if (every && hour === '*') return `every ${every} minutes`
    if (isNumber(minute) && hour === '*') return `every hour at ${pad(minute)} past`
    if (isNumber(minute) && isNumber(hour)) return `daily at ${pad(hour)}:${pad(minute)} UTC`
  }
  return `${cron} (UTC)`
}

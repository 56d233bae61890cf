'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Figures } from '../../../../components/bulk/figures.tsx'
import { ProgressBar } from '../../../../components/ui/progress-bar.tsx'
import type { RunStatus as Status } from '../../../../lib/bulk-runs/schema.ts'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import { isOver } from './run-status.tsx'

export type Progress = { status: Status; isCancelling: boolean; total: number; changed: number; unchanged: number; skipped: number }

/** Where live events are refused, as to a sixth window, the page is asked for again instead. */
const ASK_AGAIN_MS = 5_000

/** The newest counts of a run, by server-sent events as long as it goes on; when its status changes the whole page is fetched anew. */
function useLive(runId: string, start: Progress): Progress {
  const router = useRouter()
  const [live, setLive] = useState<Progress | null>(null)
  const over = isOver(start.status)
  const shown = `${start.status} ${start.isCancelling}`
  const arrived = live && `${live.status} ${live.isCancelling}`
  useEffect(() => {
    if (arrived !== null && arrived !== shown) router.refresh()
    // Only what arrives asks for the page: were it also what is shown, two answers out of step could take turns for ever.
  }, [arrived, router])
  useEffect(() => {
    if (over) return
    let asking: ReturnType<typeof setInterval> | undefined
    const source = new EventSource(`/bulk-runs/${runId}/events`)
    const read = ({ data }: MessageEvent<string>) => setLive(JSON.parse(data) as Progress)
    source.addEventListener('progress', read)
    source.addEventListener('end', (event) => {
      source.close()
      read(event)
    })
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) asking ??= setInterval(() => router.refresh(), ASK_AGAIN_MS)
    })
    return () => {
      source.close()
      clearInterval(asking)
    }
  }, [runId, over, router])
  return over || !live ? start : live
}

/** Rounded down, so that a hundred per cent means that nobody is left. */
const share = (part: number, whole: number) => `${whole === 0 ? 0 : Math.floor((100 * part) / whole)}%`

/** How far a run is: a bar with its figures while it goes on, the figures alone afterwards. `done` is what became of those who changed. */
export function RunProgress({ runId, start, done }: { runId: string; start: Progress; done: string }) {
  const now = useLive(runId, start)
  const finished = now.changed + now.unchanged + now.skipped
  return (
    <div className="grid gap-4">
      <span role="status" className="sr-only">
        {isOver(now.status) ? 'The run is over.' : ''}
      </span>
      {!isOver(now.status) && (
        <div className="grid gap-2">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <p id="run-progress" className="tabular-nums">
              {formatNumber(finished)} of {plural(now.total, 'user')}
            </p>
            <p className="text-ink-soft tabular-nums">{share(finished, now.total)}</p>
          </div>
          <ProgressBar aria-labelledby="run-progress" max={now.total} value={finished} />
        </div>
      )}
      <Figures
        figures={[
          { count: now.changed, words: done },
          { count: now.unchanged, words: 'unchanged' },
          { count: now.skipped, words: 'skipped' },
        ]}
      />
    </div>
  )
}

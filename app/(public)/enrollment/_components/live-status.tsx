'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'

/** Where live events are refused, as to a fourth window, the page is asked for again instead. */
const ASK_AGAIN_MS = 15_000

/**
 * Fetches the page anew when what it shows has changed, by server-sent events as long as something can still happen; says the new `title` to
 * screen readers then. `shown` is the mark of what the page shows.
 */
export function LiveStatus({ token, shown, over, title }: { token: string; shown: string; over: boolean; title: string }) {
  const router = useRouter()
  const [arrived, setArrived] = useState<string | null>(null)
  const [first] = useState(title)
  useEffect(() => {
    if (arrived !== null && arrived !== shown) router.refresh()
    // Only what arrives asks for the page: were it also what is shown, two answers out of step could take turns for ever.
  }, [arrived, router])
  useEffect(() => {
    if (over) return
    let asking: ReturnType<typeof setInterval> | undefined
    const source = new EventSource(`/enrollment/events?token=${encodeURIComponent(token)}`)
    const read = ({ data }: MessageEvent<string>) => setArrived(JSON.parse(data) as string)
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
  }, [token, over, router])
  return (
    <span role="status" className="sr-only">
      {title === first ? '' : title}
    </span>
  )
}

'use client'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const AGAIN_MS = 2_000
/** Signing takes moments; what takes longer than a few minutes waits for a person, and the page need not ask on. */
const MOST_TIMES = 100

/**
 * Looks again every two seconds while something on the page is being made. Without client JavaScript the page loads itself anew instead,
 * as long as that is `recent`: after that it would only get in somebody's way.
 */
export function RefreshWhilePending({ recent }: { recent: boolean }) {
  const router = useRouter()
  useEffect(() => {
    let times = 0
    const timer = setInterval(() => {
      if (++times > MOST_TIMES) return clearInterval(timer)
      // What a dialog asks about should not change under somebody's hands.
      if (document.visibilityState === 'visible' && !document.querySelector('dialog[open]')) router.refresh()
    }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [router])
  return (
    recent && (
      <noscript>
        <meta httpEquiv="refresh" content="5" />
      </noscript>
    )
  )
}

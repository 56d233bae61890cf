'use client'
import { useEffect, useState } from 'react'

/** A user as the search of the command palette gives it. */
export type FoundUser = { id: string; name: string; username: string; email: string }
type Found = { q: string; users: FoundUser[]; failed: boolean }

const PAUSE_MS = 200

/**
 * The users that fit `q`, by GET /users/search after a pause of 200 ms; an older question is dropped when a newer one is asked. Asks
 * nothing below two characters or when not `enabled`. `pending` until the answer to this very question is there.
 */
export function useUserSearch(q: string, enabled: boolean): { users: FoundUser[]; failed: boolean; pending: boolean } {
  const [found, setFound] = useState<Found>({ q: '', users: [], failed: false })
  const asked = enabled && q.length >= 2
  useEffect(() => {
    if (!asked) return
    const dropped = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/users/search?q=${encodeURIComponent(q)}`, {
          signal: dropped.signal,
          headers: { accept: 'application/json' },
        })
        if (!response.ok) throw new Error(`The search answered ${response.status}.`)
        const { users } = (await response.json()) as { users: FoundUser[] }
        setFound({ q, users, failed: false })
      } catch {
        if (!dropped.signal.aborted) setFound({ q, users: [], failed: true })
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      dropped.abort()
    }
  }, [q, asked])
  const current = asked && found.q === q
  return { users: current ? found.users : [], failed: current && found.failed, pending: asked && !current }
}

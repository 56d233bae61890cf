'use client'
import { useEffect, useState } from 'react'

type Found<T> = { asked: string; found: readonly T[]; failed: boolean }

const PAUSE_MS = 200
const LEAST = 2

/**
 * What `GET {address}?q=…` finds, as the list under `key` of its JSON, after a pause of 200 ms; an older question is dropped when a newer
 * one is asked. Asks nothing below two characters. `pending` until the answer to this very question is there.
 */
export function useSearch<T>(address: string, key: string, q: string) {
  const [{ asked, found, failed }, set] = useState<Found<T>>({ asked: '', found: [], failed: false })
  const asks = q.length >= LEAST
  useEffect(() => {
    if (!asks) return
    const dropped = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`${address}?${new URLSearchParams({ q })}`, {
          signal: dropped.signal,
          headers: { accept: 'application/json' },
        })
        if (!response.ok) throw new Error(`The search answered ${response.status}.`)
        const answer = (await response.json()) as Record<string, T[]>
        set({ asked: q, found: answer[key] ?? [], failed: false })
      } catch {
        if (!dropped.signal.aborted) set({ asked: q, found: [], failed: true })
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      dropped.abort()
    }
  }, [address, key, q, asks])
  const current = asks && asked === q
  return { found: current ? found : [], failed: current && failed, pending: asks && !current }
}

/** The sentence under a search for what `hint` names: what to type, that it is under way, that nothing fits, or that it failed. */
export const searchNote = (
  q: string,
  { found, failed, pending }: { found: readonly unknown[]; failed: boolean; pending: boolean },
  hint: string,
) =>
  failed
    ? 'The search gave no answer just now. Type the whole name instead.'
    : pending
      ? 'Searching…'
      : q.length < LEAST
        ? hint
        : found.length === 0
          ? 'Nothing fits.'
          : null

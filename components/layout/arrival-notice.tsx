'use client'
import { useEffect, useRef } from 'react'
import { Callout } from '../ui/callout.tsx'

/**
 * What was done on the page before, said on the page that it led to. The address names the sentence (`?notice=saved`), never holds it;
 * with client JavaScript the name leaves the address at once, so that neither Back nor a copied address says it again. It takes the focus where the
 * action has left none, so that the keyboard goes on from here and not from the top.
 */
export function ArrivalNotice({ notice, sentences }: { notice: string | string[] | undefined; sentences: Record<string, string> }) {
  const said = typeof notice === 'string' && Object.hasOwn(sentences, notice) ? sentences[notice] : undefined
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (said === undefined) return
    const url = new URL(window.location.href)
    url.searchParams.delete('notice')
    window.history.replaceState(null, '', url)
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true })
  }, [said])
  return (
    said !== undefined && (
      <div ref={box} tabIndex={-1} className="rounded-md">
        <Callout tone="success" role="status">
          {said}
        </Callout>
      </div>
    )
  )
}

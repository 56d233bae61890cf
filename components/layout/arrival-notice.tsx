'use client'
import { useEffect } from 'react'
import { Callout } from '../ui/callout.tsx'

/**
 * What was done on the page before, said on the page that it led to. The address names the sentence (`?notice=saved`), never holds it;
 * with client JavaScript the name leaves the address at once, so that neither Back nor a copied address says it again.
 */
export function ArrivalNotice({ notice, sentences }: { notice: string | string[] | undefined; sentences: Record<string, string> }) {
  const said = typeof notice === 'string' && Object.hasOwn(sentences, notice) ? sentences[notice] : undefined
  useEffect(() => {
    if (said === undefined) return
    const url = new URL(window.location.href)
    url.searchParams.delete('notice')
    window.history.replaceState(null, '', url)
  }, [said])
  return (
    said !== undefined && (
      <Callout tone="success" role="status">
        {said}
      </Callout>
    )
  )
}

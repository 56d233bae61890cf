import type { Metadata } from 'next'
import { adminPage } from '../../../../lib/http/page.ts'
import { decideInboxItems } from '../../../../lib/inbox/mutations.ts'
import { BulkDecision } from '../_components/bulk-decision.tsx'
import { inboxHref, readFrom } from '../_components/inbox-href.ts'
import { insistOn } from '../insist-on.ts'
import { readBulkAddress } from './read-items.ts'

export const metadata: Metadata = { title: 'Decide about several' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default adminPage(async (actor, { searchParams }: Props) => {
  insistOn(actor, 'enrollment:approve')
  const raw = await searchParams
  const { texts, decision } = readBulkAddress(raw)
  const { results } = await decideInboxItems(actor, { items: texts, decision, preview: true })
  const list = inboxHref(readFrom(raw.from))
  return (
    <div className="grid w-full max-w-200 min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
      <BulkDecision texts={texts} decision={decision} preview={results} list={list} />
    </div>
  )
})

'use client'
import Link from 'next/link'
import { itemHref } from '../../../../components/inbox/inbox-words.ts'
import { KindMark } from '../../../../components/inbox/inbox-badges.tsx'
import { DataTable, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import { beforehand } from '../../../../components/ui/button.tsx'
import type { Decision } from '../../../../lib/enrollments/schema.ts'
import type { ItemResult } from '../../../../lib/inbox/views.ts'

type Mark = { label: string; tone: Tone }
type When = 'before' | 'after'

/** What is done with an item: an access request is answered with an invitation or dismissed. */
const done = (kind: ItemResult['kind'], decision: Decision) =>
  decision === 'approve' ? (kind === 'access-request' ? 'invited' : 'approved') : kind === 'access-request' ? 'dismissed' : 'rejected'

/** What stands in the column of the result, before and after. */
function markOf({ kind, result }: ItemResult, decision: Decision, when: When): Mark {
  if (result === 'waiting') return { label: 'First of two approvals', tone: 'info' }
  if (result === 'refused') return { label: when === 'before' ? 'Stays as it is' : `Not ${done(kind, decision)}`, tone: 'warning' }
  const words = done(kind, decision)
  const label = when === 'before' ? `Would be ${words}` : `${words[0]?.toUpperCase()}${words.slice(1)}`
  return { label, tone: decision === 'approve' ? 'success' : 'danger' }
}

/** What is left to do comes first. */
const ORDER: readonly ItemResult['result'][] = ['refused', 'waiting', 'done']

const why = ({ message }: ItemResult, when: When) => (when === 'before' ? beforehand(message) : message)

const column = columnsFor<ItemResult>()
/** Who it is about, leading to their page; nobody is named who is not there or not to be seen. */
const Named = ({ kind, id, applicant }: ItemResult) =>
  applicant === '' ? (
    <span className="text-ink-soft">Unknown item</span>
  ) : (
    <Link
      href={itemHref(kind, id)}
      prefetch={false}
      className="block truncate rounded-sm text-accent underline underline-offset-2"
      title={applicant}
    >
      <bdi>{applicant}</bdi>
    </Link>
  )

const columnsIn = (when: When, decision: Decision) =>
  column.columns([
    column.display({
      id: 'applicant',
      header: 'Applicant',
      meta: { rowHeader: true, cut: 'max-w-44 w-[60%] py-1.5! sm:max-w-60 sm:w-[34%]' },
      cell: ({ row: { original } }) => (
        <>
          <Named {...original} />
          {original.message && <span className="block text-sm whitespace-normal text-ink-soft sm:hidden">{why(original, when)}</span>}
        </>
      ),
    }),
    column.accessor('kind', { header: 'Kind', meta: { from: 'lg' }, cell: ({ row: { original } }) => <KindMark kind={original.kind} /> }),
    column.display({
      id: 'result',
      header: 'Result',
      cell: ({ row: { original } }) => {
        const { tone, label } = markOf(original, decision, when)
        return <Badge tone={tone}>{label}</Badge>
      },
    }),
    column.display({
      id: 'message',
      header: 'Why',
      meta: { from: 'sm', cut: 'w-[40%] whitespace-normal py-1.5!' },
      cell: ({ row: { original } }) => <span className="text-ink-soft">{why(original, when)}</span>,
    }),
  ])

/** What would become, or became, of each of several items; what stays as it is comes first. */
export const ItemResults = ({ results, decision, when }: { results: readonly ItemResult[]; decision: Decision; when: When }) => (
  <DataTable
    caption={when === 'before' ? 'Preview' : 'Results'}
    columns={columnsIn(when, decision)}
    rows={[...results].sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result))}
    rowKey={({ kind, id }) => `${kind}:${id}`}
    empty={null}
  />
)

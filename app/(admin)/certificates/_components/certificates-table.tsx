'use client'
import { FileBadge } from 'lucide-react'
import { nameOf } from '../../../../components/audit/entry.ts'
import { CertificateState } from '../../../../components/certificates/certificate-state.tsx'
import { endsSoon, fingerprintWords } from '../../../../components/certificates/certificate-words.ts'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Identity } from '../../../../components/ui/identity.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { CertificateSummary } from '../../../../lib/certificates/columns.ts'
import { certificatesList, type CertificatesListParams } from '../../../../lib/certificates/list.ts'

const column = columnsFor<CertificateSummary>()

const cut = (text: string) => (
  <span className="block truncate font-mono text-sm" title={text}>
    {text}
  </span>
)

const columnsIn = (timeZone: string | undefined, now: Date) =>
  column.columns([
    column.display({
      id: 'user',
      header: 'User',
      meta: { rowHeader: true, cut: 'max-w-36 w-[60%] sm:max-w-none sm:w-auto' },
      cell: ({ row: { original } }) => (
        <Identity name={nameOf(original.userLabel)} seed={original.userId} detail={original.username}>
          <bdi>
            <RowLink href={`/certificates/${original.id}`}>{nameOf(original.userLabel)}</RowLink>
          </bdi>
        </Identity>
      ),
    }),
    column.accessor('state', {
      header: 'State',
      cell: ({ row: { original } }) => <CertificateState state={original.state} soon={endsSoon(original, now)} />,
    }),
    column.accessor('serial', {
      header: 'Serial number',
      meta: { from: 'lg', cut: 'max-w-44 w-[20%]' },
      cell: ({ row: { original } }) => cut(original.serial),
    }),
    column.accessor('fingerprint', {
      header: 'Fingerprint (SHA-256)',
      meta: { from: '2xl', cut: 'max-w-52 w-[20%]' },
      cell: ({ row: { original } }) => (original.fingerprint ? cut(fingerprintWords(original.fingerprint)) : <NoValue />),
    }),
    column.accessor('notAfter', {
      header: 'Ends',
      meta: { sort: 'expires', from: 'sm' },
      cell: ({ row: { original } }) => <Time value={original.notAfter} timeZone={timeZone} />,
    }),
    column.accessor('createdAt', {
      header: 'Asked for',
      meta: { sort: 'created', from: 'md' },
      cell: ({ row: { original } }) => <Time value={original.createdAt} timeZone={timeZone} />,
    }),
  ])

type Props = { certificates: readonly CertificateSummary[]; params: CertificatesListParams; timeZone: string | undefined; now: Date }

/** One page of certificates; each row leads to its certificate. */
export function CertificatesTable({ certificates, params, timeZone, now }: Props) {
  const empty = certificatesList.isNarrowed(params) ? (
    <NoMatch what="certificates" clearHref="/certificates" />
  ) : (
    <EmptyState icon={<FileBadge aria-hidden />} title="No certificates yet">
      Certificates sign users in without a password. Users ask for them in their account, enrollment pools give them, and you can issue
      them.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Certificates"
      columns={columnsIn(timeZone, now)}
      rows={certificates}
      rowKey={({ id }) => id}
      sort={{
        key: params.sort,
        direction: params.direction,
        href: (sort, direction) => certificatesList.linkTo(params, { sort: sort as CertificatesListParams['sort'], direction }),
      }}
      empty={empty}
    />
  )
}

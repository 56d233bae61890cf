'use client'
import { DataTable, columnsFor } from '../../../../../components/table/data-table.tsx'
import { Badge } from '../../../../../components/ui/badge.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Callout } from '../../../../../components/ui/callout.tsx'
import { CopyButton } from '../../../../../components/ui/copy-button.tsx'
import { Input } from '../../../../../components/ui/input.tsx'
import { plural } from '../../../../../lib/core/format.ts'
import type { InviteLineResult } from '../../../../../lib/enrollment-pools/views.ts'

type Line = InviteLineResult & { number: number }
const column = columnsFor<Line>()

const Link = ({ link, line }: { link: string; line: string }) => (
  <span className="flex items-center gap-1 py-1">
    <Input
      readOnly
      value={link}
      aria-label={`Invitation link of ${line}`}
      onFocus={(event) => event.currentTarget.select()}
      className="h-7! font-mono text-sm"
    />
    <CopyButton compact value={link} label={`Copy the link of ${line}`} />
  </span>
)

const Outcome = ({ line: { line, link, message } }: { line: InviteLineResult }) =>
  link === null ? <span className="whitespace-normal text-ink-soft max-sm:text-sm">{message}</span> : <Link link={link} line={line} />

const columnsWith = (hasLinks: boolean) =>
  column.columns([
    column.accessor('number', { header: 'Line', meta: { number: true, from: 'sm' } }),
    column.display({
      id: 'line',
      header: 'Invited',
      meta: { rowHeader: true, cut: 'max-w-44 w-[60%] sm:max-w-60 sm:w-[40%]' },
      cell: ({ row: { original } }) => (
        <>
          <bdi className="block truncate" title={original.line}>
            {original.line}
          </bdi>
          <span className="block font-normal whitespace-normal sm:hidden">
            <Outcome line={original} />
          </span>
        </>
      ),
    }),
    column.display({
      id: 'result',
      header: 'Result',
      cell: ({ row: { original } }) =>
        original.result === 'invited' ? <Badge tone="success">Invited</Badge> : <Badge tone="warning">Refused</Badge>,
    }),
    column.display({
      id: 'message',
      header: hasLinks ? 'Link, or why not' : 'Why',
      meta: { from: 'sm', cut: 'w-[40%] min-w-48' },
      cell: ({ row }) => <Outcome line={row.original} />,
    }),
  ])

/** What became of the lines in one sentence: "3 people invited, 1 line refused." */
function summaryOf(lines: readonly InviteLineResult[]): string {
  const refused = lines.filter(({ result }) => result === 'refused').length
  const invited = lines.length - refused
  const parts = [
    ...(invited ? [plural(invited, 'person invited', 'people invited')] : []),
    ...(refused ? [plural(refused, 'line refused', 'lines refused')] : []),
  ]
  return `${parts.join(', ')}.`
}

/** What became of each line, refused ones first, since they are what is left to do; with the links once when they are not mailed. */
export function InviteResults({ lines, mailConfigured }: { lines: readonly InviteLineResult[]; mailConfigured: boolean }) {
  const rows = lines
    .map((line, index): Line => ({ ...line, number: index + 1 }))
    .sort((a, b) => Number(a.result === 'invited') - Number(b.result === 'invited') || a.number - b.number)
  const hasLinks = rows.some(({ link }) => link !== null)
  return (
    <div className="grid min-w-0 gap-4">
      <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="rounded-sm">
        <h2 className="text-lg font-semibold">The list has been worked through</h2>
        <p className="text-ink-soft">{summaryOf(lines)}</p>
      </div>
      {hasLinks && !mailConfigured && (
        <Callout tone="warning" title="Mail is not configured: hand these links over yourself.">
          They are shown only now. Each is for one person, who can enroll with it once.
        </Callout>
      )}
      <DataTable caption="Result per line" columns={columnsWith(hasLinks)} rows={rows} rowKey={(row) => String(row.number)} empty={null} />
      <div className="flex flex-wrap gap-2">
        <ButtonLink variant="primary" href="/invitations">
          View invitations
        </ButtonLink>
        {/* A plain link, so that the next form starts empty. */}
        <a
          href="/users/invite"
          className="inline-flex h-9 items-center rounded-md px-3 font-medium text-accent underline underline-offset-2"
        >
          Invite more
        </a>
      </div>
    </div>
  )
}

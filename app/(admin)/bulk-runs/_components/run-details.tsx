import Link from 'next/link'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { BulkRunDetail } from '../../../../lib/bulk-runs/queries.ts'

const RunDetailsLink = ({ href, children }: { href: string; children: string }) => (
  <Link href={href} prefetch={false} className="text-accent underline underline-offset-2 wrap-anywhere">
    {children}
  </Link>
)

function Chosen({ selection }: { selection: BulkRunDetail['selection'] }) {
  if (selection.kind === 'ids') return 'One by one, in the list of users'
  if (selection.kind === 'undo') return 'Those whom the other run changed'
  const search = selection.search ? `?${selection.search}` : ''
  return (
    <>
      All that matched <RunDetailsLink href={`/users${search}`}>this list of users</RunDetailsLink>
    </>
  )
}

/** An undo gives each user their own value back, not the one that the run carries along. */
const isOwnValue = ({ undoOfId, action }: BulkRunDetail) => undoOfId !== null && action === 'setField'

/** What a run was told, by whom, when, and where the audit log has it. */
export function RunDetails({ run, timeZone, mayAudit }: { run: BulkRunDetail; timeZone: string | undefined; mayAudit: boolean }) {
  const at = (value: Date | null) => <Time value={value} exact timeZone={timeZone} />
  return (
    <Section title="Details">
      <DescriptionList
        items={[
          ...run.words.map(({ label, text }) => ({ term: label, value: isOwnValue(run) ? 'What each user had before' : text })),
          { term: 'Users were chosen', value: <Chosen selection={run.selection} /> },
          {
            term: 'Started by',
            value: <RunDetailsLink href={`/users/${run.startedById}`}>{run.startedByLabel}</RunDetailsLink>,
          },
          { term: 'Started', value: at(run.createdAt) },
          { term: 'Ended', value: at(run.finishedAt) },
          ...(mayAudit
            ? [
                {
                  term: 'Audit log',
                  value: (
                    <RunDetailsLink href={`/audit?correlation=${run.id}`}>One entry for each user whom this run changed</RunDetailsLink>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  )
}

import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { Callout } from '../../../components/ui/callout.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { getMailStatus, listOutbox } from '../../../lib/outbox/queries.ts'
import { outboxList } from '../../../lib/outbox/schema.ts'
import { OutboxFilters } from './_components/outbox-filters.tsx'
import { OutboxTable } from './_components/outbox-table.tsx'
import { TestMail } from './_components/test-mail-dialog.tsx'

export const metadata = { title: 'Outbox' }

const NotConfigured = () => (
  <Callout tone="warning" title="Mail is not configured">
    Nothing is sent: messages are kept here to be read. Set <code>SMTP_URL</code> (such as{' '}
    <code className="wrap-anywhere">smtp://user:password@mail.example.org:587</code>) and <code>MAIL_FROM</code>, then restart Gatehouse.
    Held messages can be sent afterwards, as long as their links work.
  </Callout>
)

export default adminPage(async (actor, { searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) => {
  const { user } = await currentShell()
  const params = outboxList.lenient({ perPage: user?.rowsPerPage, ...(await searchParams) })
  const [{ messages, previous, next }, mail] = await Promise.all([listOutbox(actor, params), getMailStatus(actor, {})])
  const href = (change: Parameters<typeof outboxList.linkTo>[1]) => outboxList.linkTo(params, change)
  const place = { after: undefined, before: undefined, last: undefined }
  return (
    <div className="grid min-w-0 gap-6">
      <PageHeader
        title="Outbox"
        description={mail.isConfigured ? `Mail that Gatehouse sends, from ${mail.from.address}.` : 'Mail that Gatehouse would send.'}
        actions={mail.maySendTest && <TestMail isConfigured={mail.isConfigured} />}
      />
      {!mail.isConfigured && <NotConfigured />}
      <div className="grid min-w-0 gap-3">
        <OutboxFilters params={params} />
        <OutboxTable messages={messages} params={params} timeZone={user?.timeZone || undefined} />
        {(previous ?? next) && (
          <Pagination
            range={`${messages.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} first`}
            first={previous && href({ ...place })}
            previous={previous && href({ ...place, before: previous })}
            next={next && href({ ...place, after: next })}
            last={next && href({ ...place, last: true })}
          />
        )}
      </div>
    </div>
  )
})

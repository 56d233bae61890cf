import { MailPlus } from 'lucide-react'
import type { Metadata } from 'next'
import { INVITATION_STATE_MARKS } from '../../../components/enrollment-pools/pool-words.ts'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { FilterChips } from '../../../components/ui/filter-chips.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { invitationsList, type InvitationsListParams } from '../../../lib/enrollment-pools/list.ts'
import { listInvitations } from '../../../lib/enrollment-pools/queries-invitations.ts'
import { invitationIdInput } from '../../../lib/enrollment-pools/schema.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { ResendInvitation } from './_components/resend-invitation.tsx'
import { InvitationsTable } from './_components/invitations-table.tsx'
import { InvitationsToolbar, invitationsHref } from './_components/invitations-toolbar.tsx'

export const metadata: Metadata = { title: 'Invitations' }

function chipsOf(params: InvitationsListParams, names: { inviter: string | undefined; group: string | undefined }) {
  const { q, state, inviter, group } = params
  const chip = (label: string, value: string, name: keyof InvitationsListParams) => ({
    label,
    value,
    clearHref: invitationsHref(params, { [name]: undefined }),
  })
  return [
    ...(q ? [chip('Search', `“${q}”`, 'q')] : []),
    ...(state === 'any' ? [] : [chip('State', INVITATION_STATE_MARKS[state].label, 'state')]),
    ...(inviter ? [chip('Invited by', names.inviter ?? 'somebody who invited nobody here', 'inviter')] : []),
    ...(group ? [chip('Into group', names.group ?? 'one that nobody is invited to here', 'group')] : []),
  ]
}

export default adminPage(async (actor, { searchParams }: PageInput) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const params = invitationsList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const { invitations, previous, next, count, more } = await listInvitations(actor, params)
  const href = (change: Parameters<typeof invitationsHref>[1]) => invitationsHref(params, change)
  const resend = invitationIdInput.safeParse({ invitationId: raw.resend })
  const names = { inviter: invitations[0]?.inviter.label, group: invitations[0]?.group?.name }
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
      <PageHeader
        title="Invitations"
        description="Who was invited by mail, what became of it, and what is still open."
        actions={
          <ButtonLink variant="primary" href="/users/invite" icon={<MailPlus aria-hidden />}>
            Invite people
          </ButtonLink>
        }
      />
      {resend.success && (
        <ResendInvitation
          key={resend.data.invitationId}
          {...resend.data}
          email={invitations.find(({ id }) => id === resend.data.invitationId)?.email}
          closeHref={`/invitations?${invitationsList.toSearch(params)}`}
        />
      )}
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
        <InvitationsToolbar params={params} me={user?.id ?? null} />
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <FilterChips chips={chipsOf(params, names)} clearHref="/invitations" />
          <p role="status" className="ms-auto text-ink-soft tabular-nums">
            {more ? `${cappedCount(count + 1, count)} invitations` : plural(count, 'invitation')}
          </p>
        </div>
        <InvitationsTable invitations={invitations} params={params} timeZone={user?.timeZone || undefined} />
        {(previous ?? next) && (
          <Pagination
            range={`${invitations.length} on this page`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
          />
        )}
      </div>
    </div>
  )
})

import type { Metadata } from 'next'
import Link from 'next/link'
import { MemberBadges, RequestBadge } from '../../../../components/groups/group-badges.tsx'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { PageHeader } from '../../../../components/layout/page-header.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { PlainText } from '../../../../components/ui/plain-text.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { plural } from '../../../../lib/core/format.ts'
import { myGroups } from '../../../../lib/groups/queries-own.ts'
import type { ManagedGroup, MyMembership, MyRequest } from '../../../../lib/groups/views.ts'
import { accountPage } from '../../../../lib/http/page.ts'
import { AskForm, LeaveGroup, WithdrawForm } from '../_components/group-forms.tsx'

export const metadata: Metadata = { title: 'My groups' }

const NOTICES = { asked: 'Your request was sent to those who decide. You are told by mail.' }
const lineClass = 'grid gap-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0'
type Zone = string | undefined

/** What leads on, if anything: to stay longer, or to come back. */
function Further({ membership, isAsked }: { membership: MyMembership; isAsked: boolean }) {
  const { groupId, name, ended, validUntil, whyNotAsk } = membership
  if (isAsked)
    return <p className="text-sm text-ink-faint">You have asked to {ended ? 'come back' : 'stay longer'}; see your requests below.</p>
  if (whyNotAsk === null) return <AskForm groupId={groupId} name={name} verb={ended ? 'Ask to come back' : 'Ask to stay longer'} />
  return validUntil !== null && <p className="text-sm text-ink-faint">{whyNotAsk.message.replace(' Nothing was changed.', '')}</p>
}

function Membership({ membership, isAsked, timeZone }: { membership: MyMembership; isAsked: boolean; timeZone: Zone }) {
  const { groupId, name, description, role, validUntil, ended, addedAt } = membership
  return (
    <li className={lineClass}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="grid min-w-0 gap-1">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {name} <MemberBadges role={role} ended={ended} />
          </p>
          <PlainText text={description} />
          <p className="text-sm text-ink-soft">
            Joined <Time value={addedAt} timeZone={timeZone} />
            {validUntil ? (
              <>
                , {ended ? 'ended' : 'ends'} <Time value={validUntil} timeZone={timeZone} />
              </>
            ) : (
              ', without end'
            )}
            .
          </p>
        </div>
        {!ended && <LeaveGroup groupId={groupId} name={name} />}
      </div>
      <Further membership={membership} isAsked={isAsked} />
    </li>
  )
}

function Request({ request, timeZone }: { request: MyRequest; timeZone: Zone }) {
  const { id, group, reason, status, createdAt, decidedAt, decidedByLabel, note } = request
  return (
    <li className={lineClass}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="grid min-w-0 gap-1">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {group} <RequestBadge status={status} />
          </p>
          <p className="text-sm text-ink-soft">
            Asked <Time value={createdAt} timeZone={timeZone} />
            {decidedAt && status !== 'WITHDRAWN' && (
              <>
                , decided by {decidedByLabel || 'the system'} <Time value={decidedAt} timeZone={timeZone} />
              </>
            )}
            .
          </p>
          <PlainText text={`Your reason: ${reason}`} />
          {note && <PlainText text={`Their answer: ${note}`} />}
        </div>
        {status === 'PENDING' && <WithdrawForm requestId={id} group={group} />}
      </div>
    </li>
  )
}

const Managed = ({ group: { groupId, name, as, trusted, pendingRequests } }: { group: ManagedGroup }) => (
  <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line py-2 first:pt-0 last:border-0 last:pb-0">
    <p className="flex flex-wrap items-center gap-2">
      <Link href={`/groups/${groupId}`} prefetch={false} className="rounded-sm font-medium text-accent underline underline-offset-2">
        {name}
      </Link>
      <Badge icon={null}>{as === 'owner' ? 'Owner' : 'Manager'}</Badge>
    </p>
    {trusted ? (
      <Link href={`/groups/${groupId}/requests`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
        {pendingRequests ? `${plural(pendingRequests, 'request')} to decide` : 'No requests waiting'}
      </Link>
    ) : (
      <span className="text-ink-soft">Administrators decide who comes in</span>
    )}
  </li>
)

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default accountPage(async (actor, { searchParams }: Props) => {
  const [{ memberships, requests, managed }, { user }, { notice }] = await Promise.all([myGroups(actor, {}), currentShell(), searchParams])
  const timeZone = user?.timeZone || undefined
  const asked = new Set(requests.filter(({ status }) => status === 'PENDING').map(({ groupId }) => groupId))
  return (
    <>
      <PageHeader
        title="My groups"
        description="The groups that you are in, what you asked for, and the groups that you look after."
        actions={
          <ButtonLink variant="primary" href="/account/groups/join">
            Find a group to join
          </ButtonLink>
        }
      />
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      <Section title="Groups that you are in" description="Those that ended are shown for 90 days.">
        {memberships.length === 0 ? (
          <EmptyState title="You are in no group">
            Find one among the approved groups and ask to join, or let an administrator add you.
          </EmptyState>
        ) : (
          <ul>
            {memberships.map((membership) => (
              <Membership key={membership.groupId} membership={membership} isAsked={asked.has(membership.groupId)} timeZone={timeZone} />
            ))}
          </ul>
        )}
      </Section>
      {requests.length > 0 && (
        <Section title="Requests" description="What you asked for, and what was decided within 90 days.">
          <ul>
            {requests.map((request) => (
              <Request key={request.id} request={request} timeZone={timeZone} />
            ))}
          </ul>
        </Section>
      )}
      {managed.length > 0 && (
        <Section title="Groups that you manage" description="Open one to look after its members.">
          <ul>
            {managed.map((group) => (
              <Managed key={group.groupId} group={group} />
            ))}
          </ul>
        </Section>
      )}
    </>
  )
})

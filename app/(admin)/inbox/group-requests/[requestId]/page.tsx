import Link from 'next/link'
import { Checklist, type Check } from '../../../../../components/inbox/checklist.tsx'
import { History, type HistoryLine } from '../../../../../components/inbox/history.tsx'
import { historyWords } from '../../../../../components/inbox/history-words.ts'
import { itemHref } from '../../../../../components/inbox/inbox-words.ts'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../../components/ui/description-list.tsx'
import { PlainText } from '../../../../../components/ui/plain-text.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { Time } from '../../../../../components/ui/time.tsx'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { getGroupRequest } from '../../../../../lib/groups/queries-request.ts'
import { groupRequestIdInput } from '../../../../../lib/groups/schema.ts'
import type { GroupRequestDetail } from '../../../../../lib/groups/views.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { Decision } from '../../_components/decision.tsx'
import { DecisionButtons } from '../../_components/decision-buttons.tsx'
import { Gives } from '../../_components/gives.tsx'
import { ApproveGroupRequestDialog, RejectGroupRequestDialog } from '../../_components/group-request-dialogs.tsx'
import { fromOf, nextHref, readFrom } from '../../_components/inbox-href.ts'
import { ItemFrame } from '../../_components/item-frame.tsx'
import { itemLoader, type ItemPageProps } from '../../load-item.ts'

const item = itemLoader('Request', 'requestId', groupRequestIdInput, getGroupRequest, ({ user }) => user.label)
export const generateMetadata = item.title

function checksOf({ user, group, currentUntil, renewal }: GroupRequestDetail, timeZone: string | undefined): Check[] {
  return [
    { key: 'account', met: true, words: 'Has an account already', detail: user.isVisible ? null : 'You may not look it up.' },
    ...(group.trusted ? [{ key: 'trusted', met: null, words: 'The managers of this group decide too' }] : []),
    ...(renewal
      ? [
          {
            key: 'renewal',
            met: null,
            words: 'Is in the group now and wants to stay longer',
            detail: currentUntil && (
              <>
                Ends <Time value={currentUntil} timeZone={timeZone} />
              </>
            ),
          },
        ]
      : []),
  ]
}

/** The two moments of a request. The log has the rest, under the user. */
function historyOf({ id, user, createdAt, status, decidedAt, decidedByLabel }: GroupRequestDetail): HistoryLine[] {
  const asked = { id: `${id}-asked`, at: createdAt, actor: user.label, words: historyWords('group.request-made') }
  if (status === 'PENDING' || decidedAt === null) return [asked]
  const words = historyWords(`group.request-${status.toLowerCase()}`)
  return [asked, { id: `${id}-decided`, at: decidedAt, actor: decidedByLabel || 'The system', words }]
}

export default adminPage(async (actor, { params, searchParams }: ItemPageProps<'requestId'>) => {
  const [request, raw, { user: viewer }] = await Promise.all([item.load(actor, params), searchParams, currentShell()])
  const { id, user, email, group, roles, reason, status, createdAt, decidedAt, decidedByLabel, note, whyNotDecide } = request
  const [timeZone, from, waits] = [viewer?.timeZone || undefined, readFrom(raw.from), status === 'PENDING']
  const next = nextHref('next', { id, at: createdAt, from }).split('?')[1] ?? ''
  const dialog = { request, name: user.label, group: group.name, next, here: itemHref('group-request', id, fromOf(from)) }
  const whyNot = whyNotDecide?.message ?? null
  return (
    <>
      <ItemFrame
        kind="group-request"
        item={{ id, applicant: user.label, state: status, createdAt }}
        from={from}
        notice={raw.notice}
        timeZone={timeZone}
        decides={waits && whyNotDecide === null}
        actions={
          <>
            {user.isVisible && (
              <ButtonLink variant="ghost" href={`/users/${user.id}`}>
                Open user
              </ButtonLink>
            )}
            {waits && <DecisionButtons approve={{ label: 'Approve', whyNot }} reject={{ label: 'Reject', whyNot }} />}
          </>
        }
        aside={
          <>
            <Decision
              state={status}
              by={decidedByLabel}
              at={decidedAt}
              texts={[{ label: status === 'REJECTED' ? 'Reason' : 'Note', text: note, shared: true }]}
              timeZone={timeZone}
            />
            {waits && (
              <Section title="Checks">
                <Checklist checks={checksOf(request, timeZone)} hindrance={whyNot} />
              </Section>
            )}
            {waits && (
              <Section title="If you approve">
                <Gives
                  given={[
                    { key: 'group', words: `A place in the group ${group.name}`, href: null },
                    ...roles.map((role) => ({ key: role, words: `The role ${role}, by the group`, href: null })),
                  ]}
                />
              </Section>
            )}
          </>
        }
      >
        <Section title="Request">
          <DescriptionList
            items={[
              {
                term: 'Group',
                value: group.isVisible ? (
                  <Link href={`/groups/${group.id}`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                    {group.name}
                  </Link>
                ) : (
                  group.name
                ),
              },
              { term: 'User', value: user.label },
              ...(email ? [{ term: 'E-mail', value: email }] : []),
              { term: 'In their words', value: <PlainText text={reason} /> },
            ]}
          />
        </Section>
        <Section title="History">
          <History lines={historyOf(request)} timeZone={timeZone} />
        </Section>
      </ItemFrame>
      {/* Also when somebody else has decided meanwhile: without client JavaScript, the form is where that is said. */}
      {whyNotDecide === null && (
        <>
          <ApproveGroupRequestDialog {...dialog} />
          <RejectGroupRequestDialog {...dialog} />
        </>
      )}
    </>
  )
})

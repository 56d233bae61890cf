import { Checklist } from '../../../../../components/inbox/checklist.tsx'
import { History } from '../../../../../components/inbox/history.tsx'
import { historyWords } from '../../../../../components/inbox/history-words.ts'
import { itemHref } from '../../../../../components/inbox/inbox-words.ts'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../../components/ui/description-list.tsx'
import { PlainText } from '../../../../../components/ui/plain-text.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { getAccessRequest } from '../../../../../lib/access-requests/queries.ts'
import { accessRequestIdInput } from '../../../../../lib/access-requests/schema.ts'
import type { AccessRequestDetail } from '../../../../../lib/access-requests/views.ts'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { can, type Actor } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { listRoles } from '../../../../../lib/roles/queries.ts'
import { DismissDialog, InviteDialog } from '../../_components/access-request-dialogs.tsx'
import { Decision } from '../../_components/decision.tsx'
import { DecisionButtons } from '../../_components/decision-buttons.tsx'
import { duplicateCheck } from '../../_components/enrollment-checks.tsx'
import { Gives } from '../../_components/gives.tsx'
import { fromOf, nextHref, readFrom } from '../../_components/inbox-href.ts'
import { ItemFrame } from '../../_components/item-frame.tsx'
import { itemLoader, type ItemPageProps } from '../../load-item.ts'

const item = itemLoader('Request', 'requestId', accessRequestIdInput, getAccessRequest, ({ fullName }) => fullName)
export const generateMetadata = item.title

const invitationsHref = (email: string) => `/invitations?${new URLSearchParams({ q: email, state: 'any' })}`

function Outcome({ actor, request, timeZone }: { actor: Actor; request: AccessRequestDetail; timeZone: string | undefined }) {
  const { status, handledBy, handledAt, note, noteShared, invitationId, email } = request
  return (
    <Decision
      state={status}
      by={handledBy}
      at={handledAt}
      texts={[{ label: 'Note', text: note, shared: noteShared }]}
      timeZone={timeZone}
      action={
        invitationId !== null &&
        can(actor, 'enrollment:invite') && (
          <ButtonLink size="sm" href={invitationsHref(email)}>
            Open invitation
          </ButtonLink>
        )
      }
    />
  )
}

export default adminPage(async (actor, { params, searchParams }: ItemPageProps<'requestId'>) => {
  const [request, roles, raw, { user }] = await Promise.all([
    item.load(actor, params),
    can(actor, 'role:read') && can(actor, 'role:assign') ? listRoles(actor, {}) : [],
    searchParams,
    currentShell(),
  ])
  const { id, fullName, email, organisation, reason, group, status, createdAt, duplicates, hiddenDuplicates, history, whyNotHandle } =
    request
  const [timeZone, from, waits] = [user?.timeZone || undefined, readFrom(raw.from), status === 'PENDING']
  const next = nextHref('next', { id, at: createdAt, from }).split('?')[1] ?? ''
  const dialog = { request, next, here: itemHref('access-request', id, fromOf(from)) }
  const whyNot = whyNotHandle?.message ?? null
  return (
    <>
      <ItemFrame
        kind="access-request"
        item={{ id, applicant: fullName, state: status, createdAt }}
        from={from}
        notice={raw.notice}
        timeZone={timeZone}
        decides={waits && whyNotHandle === null}
        actions={waits && <DecisionButtons approve={{ label: 'Invite', whyNot }} reject={{ label: 'Dismiss', whyNot }} />}
        aside={
          <>
            <Outcome actor={actor} request={request} timeZone={timeZone} />
            {waits && (
              <Section title="Checks">
                <Checklist
                  hindrance={whyNot}
                  checks={[
                    {
                      key: 'email',
                      met: null,
                      words: 'E-mail address not checked',
                      detail: 'The invitation goes there: only whoever reads that mail can come in.',
                    },
                    duplicateCheck(duplicates, hiddenDuplicates),
                  ]}
                />
              </Section>
            )}
            {waits && (
              <Section title="If you invite">
                <Gives
                  given={[
                    { key: 'invitation', words: 'An invitation by mail, for one account', href: null },
                    ...(group
                      ? [{ key: group.id, words: `A place in the group ${group.name}, unless you choose another group`, href: null }]
                      : []),
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
              { term: 'Name', value: fullName },
              { term: 'E-mail', value: email },
              { term: 'Organisation', value: organisation },
              { term: 'Group', value: group?.name },
              { term: 'In their words', value: <PlainText text={reason} /> },
            ]}
          />
        </Section>
        {history.length > 0 && (
          <Section title="History">
            <History
              lines={history.map(({ id, at, event, actorLabel, reason }) => ({
                id,
                at,
                actor: actorLabel,
                words: historyWords(event),
                reason,
              }))}
              timeZone={timeZone}
            />
          </Section>
        )}
      </ItemFrame>
      {/* Also after a decision: the answer may hold the link, or say who was quicker. */}
      {(!waits || whyNotHandle === null) && (
        <InviteDialog
          {...dialog}
          roles={roles.map(({ id, name, givable }) => ({ id, name, givable }))}
          searches={can(actor, 'group:read')}
        />
      )}
      {(!waits || whyNotHandle === null) && <DismissDialog {...dialog} />}
    </>
  )
})

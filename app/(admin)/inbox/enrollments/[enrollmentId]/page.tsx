import Link from 'next/link'
import { Checklist } from '../../../../../components/inbox/checklist.tsx'
import { Conversation } from '../../../../../components/inbox/conversation.tsx'
import { History } from '../../../../../components/inbox/history.tsx'
import { historyWords } from '../../../../../components/inbox/history-words.ts'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../../components/ui/description-list.tsx'
import { PlainText } from '../../../../../components/ui/plain-text.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { Time } from '../../../../../components/ui/time.tsx'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { can, type Actor } from '../../../../../lib/core/actor.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../../../../../lib/core/revocation-reasons.ts'
import { getEnrollment } from '../../../../../lib/enrollments/queries-inbox.ts'
import { enrollmentIdInput } from '../../../../../lib/enrollments/schema.ts'
import type { EnrollmentDetail, WhyNot } from '../../../../../lib/enrollments/views.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { Decision } from '../../_components/decision.tsx'
import { DecisionButtons } from '../../_components/decision-buttons.tsx'
import { checksOf, warningsOf } from '../../_components/enrollment-checks.tsx'
import { ApproveEnrollmentDialog, AskDialog, RejectEnrollmentDialog } from '../../_components/enrollment-dialogs.tsx'
import { Gives, type Given } from '../../_components/gives.tsx'
import { fromOf, nextHref, readFrom } from '../../_components/inbox-href.ts'
import { ItemFrame } from '../../_components/item-frame.tsx'
import { itemHref } from '../../../../../components/inbox/inbox-words.ts'
import { itemLoader, type ItemPageProps } from '../../load-item.ts'

const item = itemLoader('Enrollment', 'enrollmentId', enrollmentIdInput, getEnrollment, ({ label }) => label)
export const generateMetadata = item.title

const nameOf = ({ firstName, lastName, username, email }: EnrollmentDetail) =>
  `${firstName} ${lastName}`.trim() || username || email || 'Somebody'

/** A reason of RFC 5280 in words. */
const whyEnded = (reason: string) =>
  Object.hasOwn(REVOCATION_REASONS, reason) ? REVOCATION_REASONS[reason as RevocationReason].label.toLowerCase() : reason

const AppLink = ({ href, children }: { href: string; children: string }) => (
  <Link href={href} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
    {children}
  </Link>
)

/** By which way the applicant came, and who opened it. */
function wayOf(actor: Actor, { source, pool, linkNumber, invitedBy }: EnrollmentDetail) {
  if (source === 'administrator') return [{ term: 'Started by', value: invitedBy }]
  if (source === 'invitation') return [{ term: 'Invited by', value: invitedBy ?? pool?.ownerLabel }]
  const name = pool && `${pool.name}${pool.isDeleted ? ' (deleted)' : ''}`
  return [
    {
      term: 'Pool',
      value:
        pool &&
        (can(actor, 'enrollment-pool:read') && !pool.isDeleted ? (
          <AppLink href={`/enrollment-pools/${pool.id}`}>{pool.name}</AppLink>
        ) : (
          name
        )),
    },
    { term: 'Invited by', value: invitedBy ?? (pool && `${pool.ownerLabel}, who owns the pool`) },
    ...(pool?.kind === 'single_use' && linkNumber !== null ? [{ term: 'Link', value: `Number ${linkNumber}` }] : []),
  ]
}

function Applicant({ actor, enrollment, timeZone }: { actor: Actor; enrollment: EnrollmentDetail; timeZone: string | undefined }) {
  const { username, email, firstName, lastName, organisation, answers, extra, termsAgreedAt, expiresAt, state } = enrollment
  const inherited = Object.entries(extra)
  return (
    <Section title="Applicant">
      <DescriptionList
        items={[
          { term: 'Name', value: `${firstName} ${lastName}`.trim() },
          { term: 'Username', value: username },
          { term: 'E-mail', value: email },
          { term: 'Organisation', value: organisation },
          ...answers.map(({ label, answer }) => ({ term: label, value: <PlainText text={answer} /> })),
          ...wayOf(actor, enrollment),
          ...(termsAgreedAt ? [{ term: 'Agreed to the terms', value: <Time value={termsAgreedAt} timeZone={timeZone} /> }] : []),
          ...(inherited.length > 0
            ? [{ term: 'Extra values', value: inherited.map(([key, value]) => `${key}: ${String(value)}`).join(', ') }]
            : []),
          ...(state === 'PENDING' ? [{ term: 'Expires', value: <Time value={expiresAt} timeZone={timeZone} /> }] : []),
        ]}
      />
    </Section>
  )
}

/** What approving makes, as far as the viewer may open its pages. */
function givenBy(actor: Actor, { gives: { groups, roles, certificate } }: EnrollmentDetail): Given[] {
  return [
    { key: 'account', words: 'An account with this username', href: null },
    ...groups.map(({ id, name }) => ({
      key: id,
      words: `A place in the group ${name}`,
      href: can(actor, 'group:read') ? `/groups/${id}` : null,
    })),
    ...roles.map(({ id, name, reach }) => ({
      key: `${id} ${reach}`,
      words: `The role ${name}${reach && reach !== 'everywhere' ? `, within ${reach}` : ''}`,
      href: can(actor, 'role:read') ? `/roles/${id}` : null,
    })),
    ...(certificate ? [{ key: 'certificate', words: 'A client certificate', href: null }] : []),
  ]
}

function Outcome({ actor, enrollment, timeZone }: { actor: Actor; enrollment: EnrollmentDetail; timeZone: string | undefined }) {
  const { state, decided, reason, reasonShared, note, noteShared, user } = enrollment
  const ended = user?.revocationReason
  return (
    <Decision
      state={state}
      by={decided?.by ?? ''}
      at={decided?.at ?? null}
      texts={[
        { label: 'Reason', text: reason, shared: reasonShared },
        { label: 'Note', text: note, shared: noteShared },
      ]}
      timeZone={timeZone}
      action={
        user &&
        can(actor, 'user:read') && (
          <ButtonLink size="sm" href={`/users/${user.id}`}>
            Open user
          </ButtonLink>
        )
      }
    >
      {user && user.status !== 'ACTIVE' && (
        <p>
          {user.label} may not sign in any more{ended ? `: ${whyEnded(ended)}` : ''}.
        </p>
      )}
    </Decision>
  )
}

const isOpenFor = (whyNot: WhyNot) => whyNot === null || whyNot.reason === 'DECIDED'

export default adminPage(async (actor, { params, searchParams }: ItemPageProps<'enrollmentId'>) => {
  const [enrollment, raw, { user }] = await Promise.all([item.load(actor, params), searchParams, currentShell()])
  const { id, state, createdAt, messages, history, whyNotApprove, whyNotReject, whyNotAsk } = enrollment
  const [name, timeZone, from] = [nameOf(enrollment), user?.timeZone || undefined, readFrom(raw.from)]
  const waits = state === 'PENDING'
  const next = nextHref('next', { id, at: createdAt, from }).split('?')[1] ?? ''
  const here = itemHref('enrollment', id, fromOf(from))
  return (
    <>
      <ItemFrame
        kind="enrollment"
        item={{ id, applicant: name, state, createdAt }}
        from={from}
        notice={raw.notice}
        timeZone={timeZone}
        decides={waits && (whyNotApprove === null || whyNotReject === null)}
        asks={waits && whyNotAsk === null}
        actions={
          waits && (
            <DecisionButtons
              approve={{ label: 'Approve', whyNot: whyNotApprove?.message ?? null }}
              reject={{ label: 'Reject', whyNot: whyNotReject?.message ?? null }}
              ask={{ whyNot: whyNotAsk?.message ?? null }}
            />
          )
        }
        aside={
          <>
            <Outcome actor={actor} enrollment={enrollment} timeZone={timeZone} />
            {waits && (
              <Section title="Checks">
                <Checklist checks={checksOf(enrollment, timeZone)} hindrance={whyNotApprove?.message} />
              </Section>
            )}
            <Section title={waits ? 'If you approve' : 'Asked for'}>
              <Gives given={givenBy(actor, enrollment)} />
            </Section>
          </>
        }
      >
        <Applicant actor={actor} enrollment={enrollment} timeZone={timeZone} />
        {messages.length > 0 && (
          <Section title="Questions and answers">
            <Conversation messages={messages} applicant={name} timeZone={timeZone} />
          </Section>
        )}
        {history.length > 0 && (
          <Section title="History">
            <History
              lines={history.map(({ id, at, event, sentence, actorKind, actorLabel, reason }) => ({
                id,
                at,
                actor: actorKind === 'anonymous' ? '' : actorLabel,
                words: historyWords(event, sentence),
                reason,
              }))}
              timeZone={timeZone}
            />
          </Section>
        )}
      </ItemFrame>
      {/* Also when somebody else has decided meanwhile: without client JavaScript, the form is where that is said. */}
      {isOpenFor(whyNotApprove) && (
        <ApproveEnrollmentDialog
          enrollment={enrollment}
          name={name}
          next={next}
          here={here}
          isFirst={enrollment.needsSecondApprover && enrollment.firstApproved === null}
          warnings={warningsOf(enrollment)}
        />
      )}
      {isOpenFor(whyNotReject) && <RejectEnrollmentDialog enrollment={enrollment} name={name} next={next} here={here} />}
      {waits && whyNotAsk === null && <AskDialog key={messages.length} enrollmentId={id} name={name} />}
    </>
  )
})

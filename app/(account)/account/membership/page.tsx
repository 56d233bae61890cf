import type { Metadata } from 'next'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../../components/layout/page-header.tsx'
import { MembershipType } from '../../../../components/memberships/membership-badges.tsx'
import { dayWords } from '../../../../components/memberships/day-words.ts'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { accountPage } from '../../../../lib/http/page.ts'
import type { MembershipDetail } from '../../../../lib/memberships/columns.ts'
import { ownMembership } from '../../../../lib/memberships/queries.ts'
import { dayOf, isHigherLevel } from '../../../../lib/memberships/rules.ts'
import { AffirmVoteForm, JoinForm, LeaveMembership, OwnMembershipForm } from '../_components/membership-forms.tsx'

export const metadata: Metadata = { title: 'Membership' }

const NOTICES = {
  joined: 'Welcome! You are a member of the organisation now.',
  left: 'Your membership has ended. Your account stays as it was.',
}

function VotingState({ votes, due, lastVoteAffirmation }: MembershipDetail) {
  if (due)
    return (
      <Callout tone="warning" title="Your vote has to be affirmed">
        {lastVoteAffirmation ? `You did so on ${dayWords(lastVoteAffirmation)}, more than a year ago.` : 'You have never done so.'}
      </Callout>
    )
  if (!votes || lastVoteAffirmation === null) return <p>Your type of membership may vote. Affirm that you want to.</p>
  return <p>You vote. You affirmed it on {dayWords(lastVoteAffirmation)}.</p>
}

function Voting({ membership }: { membership: MembershipDetail }) {
  const affirmedToday = membership.votes && membership.lastVoteAffirmation === dayOf(new Date())
  if (!isHigherLevel(membership))
    return <p className="text-ink-soft">Basic members do not vote. Ask the organisation if you would like another type of membership.</p>
  return (
    <div className="grid gap-4">
      <VotingState {...membership} />
      {!affirmedToday && <AffirmVoteForm again={membership.lastVoteAffirmation !== null} />}
    </div>
  )
}

function Member({ membership, timeZone }: { membership: MembershipDetail; timeZone: string | undefined }) {
  return (
    <>
      <Section title="Your membership">
        <DescriptionList
          items={[
            { term: 'Type', value: <MembershipType {...membership} /> },
            { term: 'Member since', value: <Time value={membership.createdAt} timeZone={timeZone} /> },
            { term: 'Code of conduct', value: membership.codeOfConduct ? 'Accepted' : 'Not accepted yet' },
          ]}
        />
      </Section>
      <Section title="Voting" description="Whoever votes says so once a year.">
        <Voting membership={membership} />
      </Section>
      <Section title="Name and address">
        <OwnMembershipForm membership={membership} />
      </Section>
      <Section title="End the membership" plain>
        <LeaveMembership />
      </Section>
    </>
  )
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default accountPage(async (actor, { searchParams }: Props) => {
  const [membership, { notice }, { user }] = await Promise.all([ownMembership(actor, {}), searchParams, currentShell()])
  return (
    <>
      <PageHeader title="Membership" description="Whether you are a member of the organisation, and what it knows of you as one." />
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      {membership ? (
        <Member membership={membership} timeZone={user?.timeZone || undefined} />
      ) : (
        <Section title="Become a member" description="You begin as a basic member. The organisation can change the type later.">
          <JoinForm suggested={{ legalName: user?.fullName ?? '', emailAddress: user?.email ?? '' }} />
        </Section>
      )}
    </>
  )
})

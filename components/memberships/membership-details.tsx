import type { ReactNode } from 'react'
import type { MembershipDetail } from '../../lib/memberships/columns.ts'
import { isHigherLevel } from '../../lib/memberships/rules.ts'
import { DescriptionList } from '../ui/description-list.tsx'
import { Section } from '../ui/section.tsx'
import { Time } from '../ui/time.tsx'
import { dayWords } from './day-words.ts'
import { MembershipType } from './membership-badges.tsx'

const text = (value: string) => value && <span className="wrap-anywhere">{value}</span>
const yesNo = (value: boolean) => (value ? 'Yes' : 'No')

/** Whether the member votes, in a sentence, and what is missing where they do not. */
export function votingWords({ type, votes, due, lastVoteAffirmation }: MembershipDetail): string {
  if (!votes) return isHigherLevel({ type }) ? 'May vote, but has not said so' : 'No: basic members do not vote'
  if (!isHigherLevel({ type })) return 'Would like to, but basic members do not vote'
  if (lastVoteAffirmation === null) return 'Yes, never affirmed'
  return due
    ? `Yes, but the affirmation of ${dayWords(lastVoteAffirmation)} is over a year old`
    : `Yes, affirmed on ${dayWords(lastVoteAffirmation)}`
}

/** All that a membership says, in three sections. `actions` stand beside the first heading, where the page's head is about something else. */
export function MembershipDetails({
  membership,
  timeZone,
  actions,
}: {
  membership: MembershipDetail
  timeZone: string | undefined
  actions?: ReactNode
}) {
  const { legalName, preferredName, emailAddress, city, region, postalCode, country } = membership
  return (
    <>
      <Section title="Membership" actions={actions}>
        <DescriptionList
          items={[
            { term: 'Type', value: <MembershipType {...membership} /> },
            { term: 'Votes', value: votingWords(membership) },
            { term: 'Code of conduct', value: membership.codeOfConduct ? 'Accepted' : 'Not accepted yet' },
            { term: 'Wants announcements', value: yesNo(membership.announcements) },
          ]}
        />
      </Section>
      <Section title="Name and address">
        <DescriptionList
          items={[
            { term: 'Legal name', value: text(legalName) },
            { term: 'Preferred name', value: text(preferredName) },
            { term: 'E-mail address', value: text(emailAddress) },
            { term: 'City', value: text(city) },
            { term: 'State or region', value: text(region) },
            { term: 'Postal code', value: text(postalCode) },
            { term: 'Country', value: text(country) },
          ]}
        />
      </Section>
      <Section title="Record">
        <DescriptionList
          items={[
            { term: 'Membership ID', value: <code className="text-sm wrap-anywhere">{membership.id}</code> },
            { term: 'Member since', value: <Time exact value={membership.createdAt} timeZone={timeZone} /> },
            { term: 'Last changed', value: <Time exact value={membership.updatedAt} timeZone={timeZone} /> },
          ]}
        />
      </Section>
    </>
  )
}

import { ButtonLink } from '../../../../components/ui/button.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import type { OwnEnrollment } from '../../../../lib/enrollments/views.ts'
import { Withdraw } from './own-forms.tsx'

/** One under the other: the column is too narrow for terms beside their values. */
const Facts = ({ facts }: { facts: readonly (readonly [term: string, value: string])[] }) => (
  <dl className="grid">
    {facts.map(([term, value], index) => (
      <div key={index} className="grid border-b border-line py-2 first:pt-0 last:border-0">
        <dt className="text-sm text-ink-soft wrap-anywhere">{term}</dt>
        <dd className="whitespace-pre-line">{value === '' ? <NoValue /> : value}</dd>
      </div>
    ))}
  </dl>
)

/** What the applicant wrote, and while nothing is decided the ways to correct it and to take it back. */
export function OwnDetails({ own, token }: { own: OwnEnrollment; token: string }) {
  return (
    <Section title="What you wrote">
      <div className="grid gap-4">
        <Facts
          facts={[
            ['Username', own.username],
            ['Name', `${own.firstName} ${own.lastName}`.trim()],
            ['E-mail', own.email],
            ['Organisation', own.organisation],
            ...own.answers.map(({ label, answer }) => [label, answer] as const),
          ]}
        />
        {own.state === 'PENDING' && (
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={`/enrollment/edit?token=${encodeURIComponent(token)}`} className="print:hidden">
              Correct details
            </ButtonLink>
            <Withdraw token={token} />
          </div>
        )}
      </div>
    </Section>
  )
}

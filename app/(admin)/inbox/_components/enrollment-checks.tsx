import type { Check } from '../../../../components/inbox/checklist.tsx'
import { Duplicates, type DuplicateLink } from '../../../../components/inbox/duplicates.tsx'
import { itemHref } from '../../../../components/inbox/inbox-words.ts'
import { Time } from '../../../../components/ui/time.tsx'
import { plural } from '../../../../lib/core/format.ts'
import type { EnrollmentDetail } from '../../../../lib/enrollments/views.ts'

type Found = { kind: 'user' | 'enrollment' | 'access-request'; id: string; label: string; same: 'email' | 'name' }
const WHAT: Record<Found['kind'], string> = { user: 'a user', enrollment: 'waits too', 'access-request': 'asked for access' }

const linkOf = ({ kind, id, label, same }: Found): DuplicateLink => ({
  id,
  label,
  what: WHAT[kind],
  same,
  href: kind === 'user' ? `/users/${id}` : itemHref(kind, id),
})

/** The check for people who may be the same as the applicant. */
export function duplicateCheck(found: readonly Found[], hidden: number): Check {
  const count = found.length + hidden
  if (count === 0) return { key: 'duplicates', met: true, words: 'Nobody else has this name or e-mail address' }
  return {
    key: 'duplicates',
    met: false,
    words: `${plural(count, 'possible duplicate')}`,
    detail: <Duplicates found={found.map(linkOf)} hidden={hidden} />,
  }
}

const emailCheck = ({ checks, email, emailConfirmedAt }: EnrollmentDetail, timeZone: string | undefined): Check => {
  if (checks.email === 'confirmed')
    return {
      key: 'email',
      met: true,
      words: 'E-mail address confirmed',
      detail: emailConfirmedAt && <Time value={emailConfirmedAt} timeZone={timeZone} />,
    }
  if (checks.email === 'unconfirmed')
    return {
      key: 'email',
      met: false,
      words: email === '' ? 'No e-mail address given yet' : 'E-mail address not confirmed',
      detail: 'Whoever filled in the form has not shown yet that it is theirs.',
    }
  return {
    key: 'email',
    met: null,
    words: 'E-mail address not checked',
    detail: 'Mail is not configured, so nobody can be asked to confirm an address.',
  }
}

/** All checks of an enrollment that waits, in words. */
export function checksOf(enrollment: EnrollmentDetail, timeZone: string | undefined): Check[] {
  const { checks, needsApprovalCode, needsSecondApprover, firstApproved } = enrollment
  return [
    emailCheck(enrollment, timeZone),
    ...(checks.domain === 'any'
      ? []
      : [
          {
            key: 'domain',
            met: checks.domain === 'allowed',
            words: checks.domain === 'allowed' ? 'E-mail domain is one of the pool’s' : 'E-mail domain is not one of the pool’s',
          },
        ]),
    checks.missing.length === 0
      ? { key: 'missing', met: true, words: 'Form filled in completely' }
      : {
          key: 'missing',
          met: false,
          words: 'Form not complete',
          detail: (
            <ul className="list-disc ps-5">
              {checks.missing.map((what) => (
                <li key={what}>{what}</li>
              ))}
            </ul>
          ),
        },
    duplicateCheck(
      checks.duplicates.map(({ by, ...found }) => ({ ...found, same: by })),
      checks.hiddenDuplicates,
    ),
    ...(needsApprovalCode
      ? [
          {
            key: 'code',
            met: null,
            words: 'Approving needs the code that the applicant shows',
            detail: 'Eight characters, on their own page.',
          },
        ]
      : []),
    ...(needsSecondApprover
      ? [
          firstApproved
            ? {
                key: 'second',
                met: null,
                words: `First approval by ${firstApproved.by}; one more is needed`,
                detail: <Time value={firstApproved.at} timeZone={timeZone} />,
              }
            : { key: 'second', met: null, words: 'Two approvals are needed' },
        ]
      : []),
  ]
}

/** What the form of the approval repeats, so that nobody misses it who comes by the keyboard. */
export function warningsOf({ checks, email }: EnrollmentDetail): string[] {
  const count = checks.duplicates.length + checks.hiddenDuplicates
  return [
    ...(checks.email === 'unconfirmed' ? [email === '' ? 'No e-mail address was given yet.' : 'The e-mail address is not confirmed.'] : []),
    ...(checks.domain === 'not-allowed' ? ['The e-mail address is not of a domain that the pool allows.'] : []),
    ...(checks.missing.length > 0 ? ['The form is not filled in completely.'] : []),
    ...(count > 0 ? [`There ${count === 1 ? 'is' : 'are'} ${plural(count, 'possible duplicate')}.`] : []),
  ]
}

import type { Metadata } from 'next'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { STATUS } from '../../../../lib/core/errors.ts'
import type { OwnEnrollment } from '../../../../lib/enrollments/views.ts'
import { publicPage, type PageInput } from '../../../../lib/http/page.ts'
import { answerWith } from '../../../../lib/http/status.ts'
import { askedToken } from '../../asked-token.ts'
import { DeadPage } from '../dead-page.tsx'
import { EditForm, type Editable } from '../_components/edit-form.tsx'
import { ownEnrollment } from '../own-enrollment.ts'

export const metadata: Metadata = { title: 'Correct your details' }

/** What was decided is decided about what was written then. */
function Decided({ back }: { back: string }) {
  answerWith(STATUS.RULE)
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">Nothing can be changed any more</h1>
        <p className="text-ink-soft">Your request is decided, or ended. What you wrote stays as it is.</p>
      </div>
      <p>
        <ButtonLink href={back}>Back to your request</ButtonLink>
      </p>
    </>
  )
}

const editable = ({ username, email, firstName, lastName, organisation, answers, questions, ...own }: OwnEnrollment): Editable => ({
  ...{ username, email, firstName, lastName, organisation, answers, questions },
  ...{ terms: own.terms, termsAgreedAt: own.termsAgreedAt, domains: own.domains, emailIsFixed: own.emailIsFixed },
})

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const token = askedToken((await searchParams).token)
  const own = await ownEnrollment(actor, token)
  if (!own || token === null) return <DeadPage />
  const back = `/enrollment?token=${encodeURIComponent(token)}`
  if (own.state !== 'PENDING') return <Decided back={back} />
  const completes = own.next === 'complete'
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">{completes ? 'Fill in what is missing' : 'Correct your details'}</h1>
        <p className="text-ink-soft">
          {completes
            ? 'As soon as everything is here, your request goes to those who decide.'
            : 'Those who decide see what you write here. A new e-mail address has to be confirmed again.'}
        </p>
      </div>
      <EditForm token={token} own={editable(own)} back={back} />
    </>
  )
})

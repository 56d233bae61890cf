'use client'
import { domainWords } from '../../../../components/enrollments/domain-words.ts'
import { QuestionFields } from '../../../../components/enrollments/question-fields.tsx'
import { Terms } from '../../../../components/enrollments/terms.tsx'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { updateOwnEnrollmentInput } from '../../../../lib/enrollments/schema.ts'
import type { OwnEnrollment } from '../../../../lib/enrollments/views.ts'
import { updateOwnEnrollmentAction } from '../actions.ts'

/** An answer as the field of its question begins with it: a tick is kept as a word, and nothing else is known of it. */
const shownAnswer = (type: string, answer = '') => (type === 'checkbox' ? String(answer !== '') : answer)

/** What of an enrollment the form shows. Nothing else goes to the browser: which mails went out tells whether an address is known here. */
export type Editable = Pick<
  OwnEnrollment,
  | 'username'
  | 'email'
  | 'firstName'
  | 'lastName'
  | 'organisation'
  | 'answers'
  | 'questions'
  | 'terms'
  | 'termsAgreedAt'
  | 'domains'
  | 'emailIsFixed'
>

/** Everything that the applicant wrote, to be corrected while nothing is decided. */
export function EditForm({ token, own, back }: { token: string; own: Editable; back: string }) {
  const { username, email, firstName, lastName, organisation, answers, questions, terms, termsAgreedAt, domains, emailIsFixed } = own
  const defaults = {
    ...{ username, firstName, lastName, organisation },
    ...(emailIsFixed ? {} : { email }),
    answers: Object.fromEntries(
      questions.map(({ key, type }) => [key, shownAnswer(type, answers.find((each) => each.key === key)?.answer)]),
    ),
  }
  return (
    <ActionForm
      schema={updateOwnEnrollmentInput}
      action={updateOwnEnrollmentAction}
      hidden={{ token }}
      defaultValues={defaults}
      submitLabel="Save changes"
      secondary={<ButtonLink href={back}>Cancel</ButtonLink>}
    >
      <TextField name="firstName" label="First name" optional={false} autoComplete="given-name" />
      <TextField name="lastName" label="Last name" optional autoComplete="family-name" />
      {!emailIsFixed && (
        <TextField
          name="email"
          label="E-mail"
          type="email"
          optional={false}
          autoComplete="email"
          hint={domainWords(domains) || undefined}
        />
      )}
      <TextField name="username" label="Username" optional={false} autoComplete="username" autoCapitalize="none" spellCheck={false} />
      <TextField name="organisation" label="Organisation" optional autoComplete="organization" />
      <QuestionFields questions={questions} />
      {terms !== '' && termsAgreedAt === null && <Terms text={terms} />}
    </ActionForm>
  )
}

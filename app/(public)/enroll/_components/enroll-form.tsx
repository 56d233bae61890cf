'use client'
import { useFormMetadata } from '@conform-to/react'
import { useMemo } from 'react'
import { Honeypot } from '../../../../components/enrollments/honeypot.tsx'
import { QuestionFields } from '../../../../components/enrollments/question-fields.tsx'
import { Terms } from '../../../../components/enrollments/terms.tsx'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { NewPasswordField } from '../../../../components/form/new-password-field.tsx'
import { Field } from '../../../../components/ui/field.tsx'
import { Input } from '../../../../components/ui/input.tsx'
import { enrollInput } from '../../../../lib/enrollments/schema.ts'
import type { EnrollmentLinkView } from '../../../../lib/enrollments/views.ts'
import { newPasswordOf } from '../../../../lib/passwords/schema.ts'
import { email } from '../../../../lib/users/schema.ts'
import { domainWords } from '../../../../components/enrollments/domain-words.ts'
import { enrollAction } from '../actions.ts'

/** The names are typed in the same form, and the password must not be made of them. */
function OwnPassword({ least, fixedEmail }: { least: number; fixedEmail: string | null }) {
  const { value } = useFormMetadata<Record<string, string>>()
  const { username = '', email = fixedEmail ?? '', firstName = '', lastName = '', organisation = '' } = value ?? {}
  const person = useMemo(
    () => ({ username, email, firstName, lastName, organisation }),
    [username, email, firstName, lastName, organisation],
  )
  return <NewPasswordField name="password" label="Password" person={person} least={least} />
}

function EmailField({ link: { email: fixed, domains, confirmsEmail } }: { link: EnrollmentLinkView }) {
  if (fixed !== null)
    return (
      <Field id="fixed-email" label="E-mail" hint="The invitation is for this address.">
        <Input id="fixed-email" type="email" value={fixed} readOnly aria-describedby="fixed-email-hint" />
      </Field>
    )
  const hints = [domains.length > 0 && domainWords(domains), confirmsEmail && 'We send a mail there to confirm that it is yours.']
  return <TextField name="email" label="E-mail" type="email" autoComplete="email" hint={hints.filter(Boolean).join(' ') || undefined} />
}

const OwnKey = () => (
  <details className="rounded-md border border-line px-4 py-3">
    <summary className="font-medium">For experts: use a key of your own for the certificate</summary>
    <div className="pt-3">
      <TextAreaField
        name="csr"
        label="Certificate signing request"
        rows={6}
        spellCheck={false}
        className="font-mono"
        hint="In PEM format. Only its public key is taken. Leave it empty, and the key is made for you."
      />
    </div>
  </details>
)

const label = ({ needsApproval, asksPassword }: EnrollmentLinkView) =>
  needsApproval ? 'Ask to join' : asksPassword ? 'Create account' : 'Continue'

/** Everything that a link asks of somebody who wants in. What of it is asked for follows from the link. */
export function EnrollForm({ token, link }: { token: string; link: EnrollmentLinkView }) {
  const { asksPassword, minPasswordLength: least, terms, questions } = link
  const schema = enrollInput.extend({
    ...(link.email === null ? { email } : {}),
    ...(asksPassword ? { password: newPasswordOf(least) } : {}),
  })
  return (
    <ActionForm schema={schema} action={enrollAction} hidden={{ token }} submitLabel={label(link)}>
      <Honeypot />
      <TextField name="firstName" label="First name" autoComplete="given-name" />
      <TextField name="lastName" label="Last name" optional autoComplete="family-name" />
      <EmailField link={link} />
      <TextField
        name="username"
        label="Username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        hint="You sign in with it, and others see it. At least 3 letters (A to Z), digits, or any of . _ + -"
      />
      <TextField name="organisation" label="Organisation" optional autoComplete="organization" />
      <QuestionFields questions={questions} />
      {asksPassword && <OwnPassword least={least} fixedEmail={link.email} />}
      {link.takesCsr && <OwnKey />}
      {terms !== '' && <Terms text={terms} />}
    </ActionForm>
  )
}

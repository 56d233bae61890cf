'use client'
import { TextAreaField } from '../form/fields.tsx'
import { useFormAnswer } from '../form/form-answer.ts'

/**
 * The field `csr` of an `ActionForm`, folded away until somebody wants it or something is wrong with it. `summary` says what for; `username`
 * names the subject that a request may have.
 */
export function CsrField({ summary, username, note }: { summary: string; username?: string | undefined; note: string }) {
  const { answer } = useFormAnswer()
  const isUsed = answer?.ok === false && (answer.fields.csr !== undefined || Boolean(answer.values.csr))
  return (
    <details open={isUsed || undefined}>
      <summary className="w-fit rounded-sm font-medium text-accent underline underline-offset-2">{summary}</summary>
      <div className="grid gap-3 pt-3">
        <p className="text-ink-soft">{note}</p>
        <TextAreaField
          name="csr"
          label="Certificate signing request"
          rows={7}
          spellCheck={false}
          autoComplete="off"
          placeholder="-----BEGIN CERTIFICATE REQUEST-----"
          className="font-mono"
          hint="PKCS #10 in PEM, for a key on P-256 or P-384 or RSA of 3072 bits or more. Only its public key is used."
        />
        {username !== undefined && (
          <p className="text-sm wrap-anywhere text-ink-soft">
            With openssl:{' '}
            <code className="select-all">
              openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout {username}.key -subj /CN={username}
            </code>
          </p>
        )}
      </div>
    </details>
  )
}

import Form from 'next/form'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Field } from '../../../../components/ui/field.tsx'
import { Input } from '../../../../components/ui/input.tsx'
import type { LinkTrouble } from '../../../../lib/enrollments/views.ts'

/** For people who have the code on paper: leads to the form behind it. `typed` is a code that did not work. */
export const CodeForm = ({ typed }: { typed?: string | undefined }) => (
  <Form action="/enroll" className="grid gap-4">
    <Field id="code" label="Code" hint="26 letters and digits, in any case, with or without dashes.">
      <Input
        id="code"
        name="token"
        required
        maxLength={200}
        defaultValue={typed}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        aria-describedby="code-hint"
        className="font-mono"
      />
    </Field>
    <div className="flex flex-wrap gap-2">
      <Button type="submit" variant="primary">
        Continue
      </Button>
      <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
    </div>
  </Form>
)

const TITLES: Record<LinkTrouble['reason'], string> = {
  PAUSED: 'Not open at this moment',
  EXPIRED: 'This link has expired',
  USED_UP: 'All places are taken',
}

/** In place of the form when the link is real and takes nobody: which of the reasons it is, and what can be done. */
export const Trouble = ({ name, trouble: { reason, message } }: { name: string; trouble: LinkTrouble }) => (
  <>
    <div className="grid gap-2">
      {name !== '' && <p className="font-medium text-ink-soft wrap-anywhere">{name}</p>}
      <h1 className="text-xl font-semibold">{TITLES[reason]}</h1>
      <p className="text-ink-soft">{message}</p>
    </div>
    <p>
      <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
    </p>
  </>
)

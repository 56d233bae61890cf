'use client'
import Link from 'next/link'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { Callout } from '../../../../components/ui/callout.tsx'
import { Dialog, DialogClose, DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { SeenToken } from '../../../../lib/seen-tokens/columns.ts'
import { findSeenTokenInput } from '../../../../lib/seen-tokens/schema.ts'
import { findSeenTokenAction } from '../actions.ts'

const ID = 'find-token'

function Found({ timeZone }: { timeZone: string | undefined }) {
  const { answer, pending } = useFormAnswer()
  if (!answer?.ok || pending) return null
  const { seen } = answer.result as { seen: SeenToken | null }
  return (
    <div role="status">
      {seen ? (
        <Callout tone="warning" title="This token was used.">
          By <bdi>{seen.usedByLabel}</bdi>, <Time value={seen.usedAt} exact timeZone={timeZone} />.{' '}
          <Link href={`/seen-tokens/${seen.id}`} className="text-accent underline underline-offset-2">
            All about its use
          </Link>
        </Callout>
      ) : (
        <Callout tone="success" title="This token was not used." />
      )}
    </div>
  )
}

/** The button "Look up token" with its dialog. The token is sent as a form, so that it is in no address and no log. */
export const FindToken = ({ timeZone }: { timeZone: string | undefined }) => (
  <>
    <DialogTrigger dialogId={ID} variant="primary">
      Look up token
    </DialogTrigger>
    <Dialog id={ID} title="Look up a token">
      <ActionForm
        schema={findSeenTokenInput}
        action={findSeenTokenAction}
        submitLabel="Look up token"
        staysOpen
        secondary={<DialogClose dialogId={ID}>Close</DialogClose>}
      >
        <TextAreaField
          name="token"
          label="Token"
          hint="As it is, to the letter. Looking it up does not use it."
          rows={4}
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
        />
        <Found timeZone={timeZone} />
      </ActionForm>
    </Dialog>
  </>
)

import { ButtonLink } from '../../../components/ui/button.tsx'
import { answerWith } from '../../../lib/http/status.ts'

/** For an address that is no applicant's page. */
export function DeadPage() {
  answerWith(404)
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">This link does not work</h1>
        <p className="text-ink-soft">
          It is not complete, or was never one of ours. Nothing was changed. If you copied it, copy all of it; the mail that you got after
          asking to join, if any, has it too.
        </p>
      </div>
      <p>
        <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
      </p>
    </>
  )
}

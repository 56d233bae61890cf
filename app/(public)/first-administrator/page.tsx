import type { Metadata } from 'next'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { isAppError } from '../../../lib/core/errors.ts'
import { getFirstAdministratorLink } from '../../../lib/auth/queries.ts'
import { publicPage, type PageInput } from '../../../lib/http/page.ts'
import { answerWith } from '../../../lib/http/status.ts'
import { setting } from '../../../lib/settings/read.ts'
import { FirstAdministratorForm } from './_components/first-administrator-form.tsx'

export const metadata: Metadata = { title: 'First administrator' }

function DeadLink() {
  answerWith(404)
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">This link does not work any more</h1>
        <p className="text-ink-soft">
          It was used, replaced by a newer one, or is too old. Nothing was changed. If you have an account, sign in. If nobody administers
          this Gatehouse yet, <code>npm run admin -- bootstrap-link</code> on the server prints a new link.
        </p>
      </div>
      <p>
        <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
      </p>
    </>
  )
}

/** Whether the link works; one that does not is no fault of the page but its other answer. */
async function works(...call: Parameters<typeof getFirstAdministratorLink>): Promise<boolean> {
  try {
    return (await getFirstAdministratorLink(...call)).works
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return false
    throw error
  }
}

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const { token } = await searchParams
  const secret = typeof token === 'string' && token.length > 0 && token.length <= 200 ? token : 'none'
  if (!(await works(actor, { token: secret }))) return <DeadLink />
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">Become the first administrator</h1>
        <p className="text-ink-soft">You will be able to do everything here. The link works once, and never again after that.</p>
      </div>
      <FirstAdministratorForm token={secret} least={setting('password.minLength')} />
    </>
  )
})

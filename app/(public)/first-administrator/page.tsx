import type { Metadata } from 'next'
import { getFirstAdministratorLink } from '../../../lib/auth/queries.ts'
import { publicPage, type PageInput } from '../../../lib/http/page.ts'
import { FirstAdministratorForm } from './_components/first-administrator-form.tsx'

export const metadata: Metadata = { title: 'First administrator' }

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const { token } = await searchParams
  const secret = typeof token === 'string' && token.length > 0 && token.length <= 200 ? token : 'none'
  await getFirstAdministratorLink(actor, { token: secret })
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">Become the first administrator</h1>
        <p className="text-ink-soft">You will be able to do everything here. The link works once, and never again after that.</p>
      </div>
      <FirstAdministratorForm token={secret} />
    </>
  )
})

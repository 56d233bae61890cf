import type { Metadata } from 'next'
import Link from 'next/link'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { setting } from '../../../../lib/settings/read.ts'
import { givingOffers } from '../../../giving-offers.ts'
import { InviteForm } from './_components/invite-form.tsx'

export const metadata: Metadata = { title: 'Invite people' }

export default adminPage(async (actor) => {
  if (!can(actor, 'enrollment:invite'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you invite people. An administrator can give you one that does.')
  const [offers, { user, mailConfigured }] = await Promise.all([givingOffers(actor, 'enrollment:invite'), currentShell()])
  return (
    <>
      <PageHeader
        crumbs={
          <Breadcrumbs
            crumbs={[
              { label: 'Users', href: '/users' },
              { label: 'Invitations', href: '/invitations' },
            ]}
          />
        }
        title="Invite people"
        description={
          <>
            Each gets a link of their own, chooses a username and comes in without waiting. For somebody without e-mail,{' '}
            <Link href="/enrollments/new" prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
              start an enrollment
            </Link>
            .
          </>
        }
      />
      <InviteForm
        offers={offers}
        timeZone={user?.timeZone || 'UTC'}
        mailConfigured={mailConfigured}
        days={setting('enrollment.invitationDays')}
      />
    </>
  )
})

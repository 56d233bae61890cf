import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { Identity } from '../../../../components/ui/identity.tsx'
import { can } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { whyNotKept } from '../../../../lib/memberships/rules.ts'
import { ChooseUser } from '../_components/choose-user.tsx'
import { CreateMembershipForm } from '../_components/membership-form.tsx'
import { findUser } from './find-user.ts'

export const metadata: Metadata = { title: 'Create membership' }

type Found = NonNullable<Awaited<ReturnType<typeof findUser>>>
const NOT_CHOSEN = 'Choose one of the users that the search finds.'
const NOBODY = 'No user whom you may see has exactly this username, e-mail address or ID.'

/** The second step: the form, or why there is none for this user. */
function ForUser({ user, membership }: Found): ReactNode {
  const name = user.fullName || user.username
  const why = whyNotKept(user.status)
  if (membership)
    return (
      <Callout
        title={`${name} has a membership already`}
        action={<ButtonLink href={`/memberships/${membership.id}`}>View membership</ButtonLink>}
      >
        Nobody has two. Edit the one there is, or{' '}
        <a href="/memberships/new" className="rounded-sm text-accent underline underline-offset-2">
          choose somebody else
        </a>
        .
      </Callout>
    )
  if (why)
    return (
      <Callout tone="warning" action={<ButtonLink href="/memberships/new">Choose somebody else</ButtonLink>}>
        {why.message}
      </Callout>
    )
  return (
    <>
      <Identity name={name} seed={user.id} detail={`${user.username}, ${user.email}`} />
      <CreateMembershipForm userId={user.id} suggested={{ legalName: user.fullName, emailAddress: user.email }} />
    </>
  )
}

export default adminPage(async (actor, { searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) => {
  if (!can(actor, 'membership:create'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you create memberships. An administrator can give you one that does.')
  const raw = [(await searchParams).user].flat()[0]
  const asked = (raw ?? '').trim().slice(0, 320)
  const found = asked === '' ? null : await findUser(actor, asked)
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Memberships', href: '/memberships' }]} />}
        title="Create membership"
        description={found ? undefined : 'First, whose it is. Nobody has more than one.'}
      />
      {found ? <ForUser {...found} /> : <ChooseUser asked={asked} error={raw === undefined ? null : asked === '' ? NOT_CHOSEN : NOBODY} />}
    </>
  )
})

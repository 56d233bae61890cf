import type { Metadata } from 'next'
import { cache } from 'react'
import { currentShell } from '../../../lib/auth/session.ts'
import type { Actor } from '../../../lib/core/actor.ts'
import { notFound } from '../../../lib/core/errors.ts'
import { getMembership } from '../../../lib/memberships/queries.ts'
import { membershipIdInput } from '../../../lib/memberships/schema.ts'

/** What the router gives every page of a membership. */
export type MembershipPageProps = {
  params: Promise<{ membershipId: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

// The title and the page ask for the same membership: one query serves both.
const getOnce = cache((actor: Actor, membershipId: string) => getMembership(actor, { membershipId }))

/** The membership of the address. Throws NOT_FOUND, also for what cannot be an id, and FORBIDDEN. */
export async function loadMembership(actor: Actor, params: MembershipPageProps['params']) {
  const given = membershipIdInput.safeParse({ membershipId: (await params).membershipId })
  if (!given.success) throw notFound('Membership')
  return getOnce(actor, given.data.membershipId)
}

/** What the member is called. */
export const memberName = ({ user }: { user: { fullName: string; username: string } }) => user.fullName || user.username

/** Makes a page's title of the member's name; one that cannot be seen is just "Membership". */
export const titled =
  (tab: string) =>
  async ({ params }: MembershipPageProps): Promise<Metadata> => {
    try {
      const { actor } = await currentShell()
      return { title: `${memberName(await loadMembership(actor, params))} · ${tab}` }
    } catch {
      return { title: 'Membership' }
    }
  }

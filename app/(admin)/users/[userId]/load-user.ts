import type { Metadata } from 'next'
import { cache } from 'react'
import { currentShell } from '../../../../lib/auth/session.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'
import { getUser } from '../../../../lib/users/queries.ts'
import { actsOn, tabsFor } from '../../../../lib/users/rules-acts.ts'
import { userIdInput } from '../../../../lib/users/schema.ts'

/** What the router gives every page of a user. */
export type UserPageProps = { params: Promise<{ userId: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

// The title and the page ask for the same user: one query serves both.
const getUserOnce = cache((actor: Actor, userId: string) => getUser(actor, { userId }))

/** The id in the address; what cannot be an id is the same NOT_FOUND as a user who is not there. */
export async function userIdOf(params: UserPageProps['params']): Promise<string> {
  const given = userIdInput.safeParse({ userId: (await params).userId })
  if (!given.success) throw notFound('User')
  return given.data.userId
}

/** The user of the address with all that the frame of their tabs needs. Throws NOT_FOUND, FORBIDDEN. */
export async function loadUser(actor: Actor, params: UserPageProps['params']) {
  const [user, shell] = await Promise.all([getUserOnce(actor, await userIdOf(params)), currentShell()])
  const frame = { user, acts: actsOn(actor, user), tabs: tabsFor(actor), mailConfigured: shell.mailConfigured }
  return { user, frame, timeZone: shell.user?.timeZone || undefined }
}

/** Makes a page's title of the user's name; a user who cannot be seen is just "User". */
export const titled =
  (tab?: string) =>
  async ({ params }: UserPageProps): Promise<Metadata> => {
    try {
      const { actor } = await currentShell()
      const user = await getUserOnce(actor, await userIdOf(params))
      return { title: [user.fullName || user.username, tab].filter(Boolean).join(' · ') }
    } catch {
      return { title: 'User' }
    }
  }

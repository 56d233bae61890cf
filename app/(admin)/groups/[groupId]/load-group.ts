import type { Metadata } from 'next'
import { cache } from 'react'
import { currentShell } from '../../../../lib/auth/session.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { AppError, notFound } from '../../../../lib/core/errors.ts'
import { getGroup } from '../../../../lib/groups/queries-group.ts'
import { groupIdInput } from '../../../../lib/groups/schema.ts'
import type { WhyNot } from '../../../../lib/groups/views.ts'

/** What the router gives every page of a group. */
export type GroupPageProps = { params: Promise<{ groupId: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

// The title and the page ask for the same group: one query serves both.
const getGroupOnce = cache((actor: Actor, groupId: string) => getGroup(actor, { groupId }))

/** The id in the address; what cannot be an id is the same NOT_FOUND as a group that is not there. */
export async function groupIdOf(params: Promise<{ groupId: string }>): Promise<string> {
  const given = groupIdInput.safeParse({ groupId: (await params).groupId })
  if (!given.success) throw notFound('Group')
  return given.data.groupId
}

/** The group of the address, and the time zone of the viewer. Throws NOT_FOUND, FORBIDDEN. */
export async function loadGroup(actor: Actor, params: Promise<{ groupId: string }>) {
  const [group, { user }] = await Promise.all([getGroupOnce(actor, await groupIdOf(params)), currentShell()])
  return { group, timeZone: user?.timeZone || undefined }
}

/** Refuses a page that exists only for an act: FORBIDDEN with the reason that its button has. */
export function insistOnAct(why: WhyNot) {
  if (why !== null) throw new AppError('FORBIDDEN', why.message)
}

/** Makes a page's title of the group's name; a group that cannot be seen is just "Group". */
export const titled =
  (tab?: string) =>
  async ({ params }: GroupPageProps): Promise<Metadata> => {
    try {
      const { actor } = await currentShell()
      const group = await getGroupOnce(actor, await groupIdOf(params))
      return { title: [group.name, tab].filter(Boolean).join(' · ') }
    } catch {
      return { title: 'Group' }
    }
  }

import type { Metadata } from 'next'
import { cache } from 'react'
import { currentShell } from '../../../../lib/auth/session.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'
import { getRole } from '../../../../lib/roles/queries.ts'
import { actsOnRole, roleTabsFor } from '../../../../lib/roles/rules-acts.ts'
import { roleIdInput } from '../../../../lib/roles/schema.ts'

/** What the router gives every page of a role. */
export type RolePageProps = { params: Promise<{ roleId: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

// The title and the page ask for the same role: one query serves both.
const getRoleOnce = cache((actor: Actor, roleId: string) => getRole(actor, { roleId }))

/** The id in the address; what cannot be an id is the same NOT_FOUND as a role that is not there. */
export async function roleIdOf(params: RolePageProps['params']): Promise<string> {
  const given = roleIdInput.safeParse({ roleId: (await params).roleId })
  if (!given.success) throw notFound('Role')
  return given.data.roleId
}

/** The role of the address with all that the frame of its tabs needs. Throws NOT_FOUND, FORBIDDEN. */
export async function loadRole(actor: Actor, params: RolePageProps['params']) {
  const [role, shell] = await Promise.all([getRoleOnce(actor, await roleIdOf(params)), currentShell()])
  const frame = { role, acts: actsOnRole(actor, role), tabs: roleTabsFor(actor) }
  return { role, frame, timeZone: shell.user?.timeZone || undefined }
}

/** Makes a page's title of the role's name; a role that cannot be seen is just "Role". */
export const titled =
  (tab?: string) =>
  async ({ params }: RolePageProps): Promise<Metadata> => {
    try {
      const { actor } = await currentShell()
      const { name } = await getRoleOnce(actor, await roleIdOf(params))
      return { title: [name, tab].filter(Boolean).join(' · ') }
    } catch {
      return { title: 'Role' }
    }
  }

import type { Metadata } from 'next'
import { cache } from 'react'
import { currentShell } from '../../../lib/auth/session.ts'
import type { Actor } from '../../../lib/core/actor.ts'
import { AppError, notFound } from '../../../lib/core/errors.ts'
import { getPermission } from '../../../lib/permissions/queries.ts'
import { permissionInput } from '../../../lib/permissions/schema.ts'

/** What the router gives every page of a permission. */
export type PermissionPageProps = {
  params: Promise<{ name: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

// The title and the page ask for the same permission: one query serves both.
const getPermissionOnce = cache((actor: Actor, permission: string) => getPermission(actor, { permission }))

/** The name in the address. What cannot be one is the same NOT_FOUND as a permission that does not exist. */
export async function permissionOf(params: PermissionPageProps['params']): Promise<string> {
  const { name } = await params
  const text = /%[^0-9a-f]|%.?$/i.test(name) ? name : decodeURIComponent(name)
  const given = permissionInput.safeParse({ permission: text })
  if (!given.success) throw notFound('Permission')
  return given.data.permission
}

/** The permission of the address. Throws NOT_FOUND, FORBIDDEN. */
export const loadPermission = async (actor: Actor, params: PermissionPageProps['params']) =>
  getPermissionOnce(actor, await permissionOf(params))

/** Makes a page's title of the permission's name. */
export const titled =
  (tab?: string) =>
  async ({ params }: PermissionPageProps): Promise<Metadata> => {
    try {
      const { actor } = await currentShell()
      const { name } = await loadPermission(actor, params)
      return { title: [name, tab].filter(Boolean).join(' · ') }
    } catch {
      return { title: 'Permission' }
    }
  }

/** Throws what stands in the way of the page's act, before anything is filled in. */
export function insistOn(why: { reason: string; message: string } | null) {
  if (why) throw new AppError(why.reason === 'permission:define' ? 'FORBIDDEN' : 'RULE', why.message, { reason: why.reason })
}

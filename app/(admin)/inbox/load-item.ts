import type { Metadata } from 'next'
import { cache } from 'react'
import type { z } from 'zod'
import { currentShell } from '../../../lib/auth/session.ts'
import type { Actor } from '../../../lib/core/actor.ts'
import { notFound } from '../../../lib/core/errors.ts'

/** What the router gives the page of an item. */
export type ItemPageProps<Param extends string> = {
  params: Promise<Record<Param, string>>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/**
 * Loads the item that the address names, once for the title and the page. Throws NOT_FOUND, also for what cannot be an id, and FORBIDDEN. `what`
 * is what is not found; a title that cannot be made is just that word.
 */
export function itemLoader<Param extends string, T>(
  what: string,
  param: Param,
  schema: z.ZodType,
  query: (actor: Actor, input: unknown) => Promise<T>,
  nameOf: (item: T) => string,
) {
  const getOnce = cache((actor: Actor, id: string) => query(actor, { [param]: id }))
  const load = async (actor: Actor, params: ItemPageProps<Param>['params']) => {
    const given = { [param]: (await params)[param] }
    if (!schema.safeParse(given).success) throw notFound(what)
    return getOnce(actor, (await params)[param])
  }
  const title = async ({ params }: ItemPageProps<Param>): Promise<Metadata> => {
    try {
      const { actor } = await currentShell()
      return { title: `${nameOf(await load(actor, params))} · Inbox` }
    } catch {
      return { title: what }
    }
  }
  return { load, title }
}

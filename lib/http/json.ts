import '#server-only'
import { headers } from 'next/headers'
import { currentActor } from '../auth/session.ts'
import type { Actor } from '../core/actor.ts'
import { fromDatabase } from '../core/db-errors.ts'
import { STATUS, isAppError } from '../core/errors.ts'

type Query<R> = ((actor: Actor, input: unknown) => Promise<R>) & { operation: { kind: string; name: string } }

/** For the browser alone and never kept: what it shows depends on who asks. */
const HEADERS = { 'cache-control': 'no-store', vary: 'cookie' }

/**
 * Serves a query as JSON to scripts of our own pages, read by GET with the session cookie; the parameters of the address are its input.
 * Other sites are refused by `Sec-Fetch-Site`, and since it only reads there is nothing they could make it do. Refusals carry their
 * status and sentence. Mutations do not fit: they are form actions, or REST with a key.
 */
export function jsonQuery<R>(query: Query<R>, shape: (result: R) => unknown) {
  if (query.operation.kind !== 'query') throw new Error(`${query.operation.name} changes something, so it cannot be read by GET.`)
  return async (request: Request): Promise<Response> => {
    if ((await headers()).get('sec-fetch-site') !== 'same-origin')
      return Response.json({ message: 'This address answers the pages of Gatehouse only.' }, { status: 403, headers: HEADERS })
    try {
      const input = Object.fromEntries(new URL(request.url).searchParams)
      return Response.json(shape(await query(await currentActor(), input)), { headers: HEADERS })
    } catch (raw) {
      const error = fromDatabase(raw)
      if (!isAppError(error)) throw error
      return Response.json({ message: error.message }, { status: STATUS[error.code], headers: HEADERS })
    }
  }
}

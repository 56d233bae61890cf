import '#server-only'
import type { IncomingHttpHeaders } from 'node:http'
import { parse } from 'hono/utils/cookie'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { sessionCookie } from './cookie.ts'
import { requestContext } from './request-context.ts'
import { readShell } from './shell-query.ts'

/** A header that our server set, or that can be one text only. */
const text = (headers: IncomingHttpHeaders, name: string) => {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}

/**
 * Who sends a request that our own server answers without Next: the user of the session cookie with their rights as they are now, or the
 * anonymous actor. `headers` are those of Node's `IncomingMessage`, where our listener has dropped what clients may not claim; Hono's copy
 * still has the claims. `background` requests do not keep a session alive.
 */
export async function requestActor(headers: IncomingHttpHeaders, { background = false } = {}): Promise<Actor> {
  const request = requestContext((name) => text(headers, name))
  const { name } = sessionCookie()
  const found = await readShell(parse(headers.cookie ?? '', name)[name], request, { background })
  return found?.actor ?? anonymousActor(request)
}

import '#server-only'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import type { ShownBanner } from '../banners/rules.ts'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { fromDatabase } from '../core/db-errors.ts'
import { env } from '../core/env.ts'
import { STATUS, isAppError } from '../core/errors.ts'
import { answerWith } from '../http/status.ts'
import type { PendingWork } from '../inbox/views.ts'
import { sessionCookie } from './cookie.ts'
import { bannersForThisBrowser } from './dismissed-banners.ts'
import { requestContext } from './request-context.ts'
import { readShell, type ShellUser } from './shell-query.ts'

/**
 * What every screen needs: who asks, with all rights; the signed-in user or null; whether mail leaves this installation; the banners that
 * are for this reader, whatever the page, in their order; how much waits for their approval, null for who may approve nobody.
 */
export type Shell = {
  actor: Actor
  user: ShellUser | null
  mailConfigured: boolean
  banners: readonly ShownBanner[]
  pendingWork: PendingWork | null
}

async function findShell(): Promise<Shell> {
  const given = await headers()
  const request = requestContext((name) => given.get(name))
  const background = given.get('x-gatehouse-background') === '1'
  const token = (await cookies()).get(sessionCookie().name)?.value
  const found = await readShell(token, request, { background }).catch((raw: unknown) => {
    // Frames and pages fail with this alike, and whichever does so first has no way to set the status later.
    const error = fromDatabase(raw)
    if (isAppError(error)) answerWith(STATUS[error.code])
    throw error
  })
  return {
    actor: found?.actor ?? anonymousActor(request),
    user: found?.user ?? null,
    mailConfigured: env.smtpUrl !== undefined,
    pendingWork: found?.pendingWork ?? null,
    banners: found?.banners ?? (await bannersForThisBrowser()),
  }
}

/** The shell of this request, read from the database once however often it is asked for. An act that changes rights shows on the next request. */
export const currentShell: () => Promise<Shell> = cache(findShell)

/** Who is asking, read once per request: a user with their rights as they are now, or the anonymous actor. Inside Next only. */
export const currentActor = async (): Promise<Actor> => (await currentShell()).actor

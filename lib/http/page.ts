import '#server-only'
import { headers } from 'next/headers'
import { redirect, unstable_rethrow } from 'next/navigation'
import { createElement as h, Fragment, type ReactNode } from 'react'
import { safeNextPath } from '../auth/next-path.ts'
import { currentActor } from '../auth/session.ts'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { env } from '../core/env.ts'
import { STATUS, isAppError, type AppError } from '../core/errors.ts'
import { log } from '../core/log.ts'
import { KEPT_FORM, RESENT_MESSAGE, type KeptForm } from './action.ts'
import { bannersAbove } from './banners.ts'
import { keptFormPage } from './kept-form.ts'
import { faultPage, refusalPage, sentMessage } from './refusal-page.ts'
import { answerWith, requestStore } from './status.ts'

/** What Next gives a page: the parts of its path and its query, both as the browser sent them. */
export type PageInput<Params extends Record<string, string> = Record<never, string>> = {
  params: Promise<Params>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}
type Render<P> = (actor: Actor, props: P) => Promise<ReactNode>
type Page<P> = (props: P) => Promise<ReactNode>

/** The path and query that the browser asked for, as our server noted it. */
async function askedPath(): Promise<string> {
  const url = URL.parse((await headers()).get('x-gatehouse-url') ?? '/', env.appUrl)
  if (!url) return '/'
  url.searchParams.delete('_rsc')
  return url.pathname + url.search
}

/** Leads to the sign-in page, which leads back here. */
async function toSignIn(): Promise<never> {
  const next = safeNextPath(await askedPath(), env.appUrl)
  redirect(next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`)
}

/** Next's own page for a fault is empty in a browser without JavaScript, and takes the frame away in every other. */
async function failed(error: unknown, requestId: string): Promise<ReactNode> {
  unstable_rethrow(error)
  log.error({ err: error, requestId }, 'A page could not be shown.')
  answerWith(500)
  return faultPage(requestId, await askedPath())
}

async function refused(error: unknown, requestId: string): Promise<ReactNode> {
  if (!isAppError(error)) return failed(error, requestId)
  if (error.code === 'UNAUTHENTICATED') return toSignIn()
  if (error.detail.cause) log.warn({ err: error.detail.cause }, 'A page was refused for this reason.')
  answerWith(STATUS[error.code], error.detail.retryAfterSeconds)
  return refusalPage(error satisfies AppError)
}

/** What an action left behind for this rendering, when the browser runs no JavaScript: a form to send again, or a message of success. */
function leftBehind() {
  const store = requestStore()
  return { kept: store?.get(KEPT_FORM) as KeptForm | undefined, message: store?.get(RESENT_MESSAGE) as string | undefined }
}

function page<P>(render: Render<P>, isPublic: boolean): Page<P> {
  return async function Page(props: P) {
    const actor = await currentActor()
    const { kept, message } = leftBehind()
    if (kept && (!isPublic || kept.state.code !== 'UNAUTHENTICATED')) {
      answerWith(STATUS[kept.state.code])
      return keptFormPage(kept, await askedPath())
    }
    if (actor.kind === 'anonymous' && !isPublic) return toSignIn()
    try {
      const content = await render(isPublic ? anonymousActor(actor.request) : actor, props)
      return h(Fragment, null, await bannersAbove(await askedPath()), message ? sentMessage(message) : null, content)
    } catch (error) {
      return refused(error, actor.request.id)
    }
  }
}

/**
 * A page of the administration. Finds the actor; whoever is not signed in goes to the sign-in page and comes back. What an operation
 * refuses becomes a page that says so, with the real status (403, 404, 409, 422, 429, 503), and a fault one with 500. Load everything in `render` itself, not in
 * components below it: what is thrown while the page streams is too late for a status.
 */
export const adminPage = <P>(render: Render<P>): Page<P> => page(render, false)

/** A page that everybody signed in has, about their own account. Otherwise as `adminPage`. */
export const accountPage = <P>(render: Render<P>): Page<P> => page(render, false)

/**
 * A page for everybody: `/sign-in` and the pages that mailed links open; the list may only shrink. `render` gets the anonymous actor even
 * when somebody is signed in in this browser, so that a link does the same everywhere.
 */
export const publicPage = <P>(render: Render<P>): Page<P> => page(render, true)

import '#server-only'
import { refresh } from 'next/cache'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import { confirmPassword } from '../auth/browser-session.ts'
import { sessionCookie } from '../auth/cookie.ts'
import { currentActor } from '../auth/session.ts'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { fromDatabase } from '../core/db-errors.ts'
import { env } from '../core/env.ts'
import { AppError, STATUS, isAppError } from '../core/errors.ts'
import type { FormAction, FormRefusal, FormState } from '../core/form-state.ts'
import { log } from '../core/log.ts'
import { ANONYMOUS_PERMISSIONS, SELF_PERMISSIONS, type Permission } from '../core/permissions.ts'
import { holdsSecret, resendField, typedValues, unpackForm } from './form-data.ts'
import { refusedOriginText, whyNotSameOrigin } from './origin.ts'
import { answerWith, requestStore } from './status.ts'

/** What a form can call: an operation, or something of that shape. `permission` null: anybody may try, such as signing in. */
type Callable<R> = ((actor: Actor, input: unknown) => Promise<R>) & {
  operation: { name: string; permission: Permission | null; input: z.ZodType }
}

/**
 * `message` is said after success. `redirectTo` leads to another page instead, after success only, unless it answers null. `input`
 * replaces the unpacking of the form, and may look something up as the actor, who is signed in by then; `checkboxes` names fields whose
 * absence means "off". `afterwards` runs once the operation is committed, for cookies. `result` chooses what goes back to the browser;
 * without it the operation's result does, so it must hold nothing that the page may not show.
 */
export type FormActionOptions<R> = {
  message?: string | ((result: R) => string)
  redirectTo?: string | ((result: R, form: FormData) => string | null)
  input?: (form: FormData, actor: Actor) => unknown
  checkboxes?: readonly string[]
  afterwards?: (result: R, actor: Actor) => Promise<void>
  result?: (result: R) => unknown
}

const anonymous: readonly string[] = ANONYMOUS_PERMISSIONS
const everybodys: readonly string[] = SELF_PERMISSIONS
const needsSession = (permission: Permission | null) => permission !== null && !anonymous.includes(permission)

/** What is noted for the page that is rendered after an action without client JavaScript. */
export type KeptForm = { action: FormAction; state: FormRefusal; secretsDropped: boolean }
export const KEPT_FORM = 'kept form'
export const RESENT_MESSAGE = 'message of a form sent again'

async function insistOnOrigin(name: string) {
  const given = await headers()
  const why = whyNotSameOrigin({ origin: given.get('origin'), secFetchSite: given.get('sec-fetch-site') }, env.appUrl)
  if (!why) return
  log.warn(
    { reason: why, appUrl: env.appUrl, action: name },
    'A form was refused. If people reach Gatehouse at another address, set APP_URL.',
  )
  throw new AppError('FORBIDDEN', refusedOriginText(env.appUrl).trim(), { reason: 'ORIGIN' })
}

const ended = () => new AppError('UNAUTHENTICATED', 'Your session ended, so nothing was saved.', { reason: 'SESSION_ENDED' })

/**
 * Links that were mailed work whoever is signed in in this browser: their operations know only the anonymous actor. What everybody may do,
 * signed in or not, is done by whoever is signed in, so that nobody later decides about what they asked for themselves.
 */
async function actorFor(permission: Permission | null): Promise<Actor> {
  const actor = await currentActor()
  const isForStrangers = permission !== null && anonymous.includes(permission) && !everybodys.includes(permission)
  return isForStrangers ? anonymousActor(actor.request) : actor
}

async function insistOnSession(actor: Actor, permission: Permission | null) {
  if (actor.kind !== 'anonymous' || !needsSession(permission)) return
  if ((await cookies()).has(sessionCookie().name)) throw ended()
  throw new AppError('UNAUTHENTICATED', 'You are not signed in, so nothing was saved.')
}

/** A wrong confirmation is asked for again in the same place, so it keeps the reason that made the form ask. */
async function confirmed(actor: Actor, form: FormData): Promise<Actor> {
  const password = form.get('confirmPassword')
  if (typeof password !== 'string' || password === '' || actor.kind !== 'user') return actor
  try {
    return await confirmPassword(actor, password)
  } catch (error) {
    if (!isAppError(error) || error.code === 'UNAUTHENTICATED') throw error
    throw new AppError(error.code === 'INVALID' ? 'FORBIDDEN' : error.code, error.message, { ...error.detail, reason: 'REAUTHENTICATE' })
  }
}

function refusalOf(error: unknown, form: FormData): FormRefusal | null {
  if (!isAppError(error)) return null
  const { reason, fields = {} } = error.detail
  const values = { ...typedValues(form), ...currentOf(error) }
  return { ok: false, code: error.code, message: error.message, ...(reason ? { reason } : {}), fields, values }
}

/** What a stale edit would have overwritten, such as the version: sending the form again then means that it was seen. */
const currentOf = ({ detail }: AppError) =>
  Object.fromEntries(
    Object.entries(detail.current ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  )

/** Whether a browser without client JavaScript sent this: then the page itself is the answer and has to carry the status. */
const isPlainPost = async () => !(await headers()).has('next-action')

function logRefusal(name: string, error: unknown) {
  // A duplicate is the person's to mend, and no line for the operator.
  const cause = isAppError(error) && error.code !== 'CONFLICT' ? error.detail.cause : undefined
  if (cause) log.warn({ err: cause, action: name }, 'An action was refused for this reason.')
}

/**
 * Makes a server action of an operation, for files that begin with 'use server'. It insists on our own Origin, then on a session unless
 * anybody may call the operation, confirms the person when the form brings `confirmPassword`, unpacks the form and calls the operation.
 * Refusals come back as FormState with what was typed; everything unexpected is thrown on. Nothing of a form is lost when a session ran
 * out: with client JavaScript it stays in the page, without it the page shows it again, ready to be sent.
 */
export function formAction<R>(operation: Callable<R>, options: FormActionOptions<R> = {}): FormAction {
  const { name, permission, input: schema } = operation.operation

  async function call(form: FormData): Promise<R> {
    await insistOnOrigin(name)
    const actor = await actorFor(permission)
    await insistOnSession(actor, permission)
    const sure = await confirmed(actor, form)
    const input = options.input ? await options.input(form, sure) : unpackForm(form, schema, options.checkboxes)
    const result = await operation(sure, input)
    await options.afterwards?.(result, sure)
    return result
  }

  const action: FormAction = async (_previous, given) => {
    // Whoever calls an action by its id chooses what it is given: anything but a form counts as an empty one.
    const form = (given as unknown) instanceof FormData ? given : new FormData()
    let result: R
    try {
      result = await call(form)
    } catch (raw) {
      const error = fromDatabase(raw)
      const state = refusalOf(error, form)
      if (!state) throw error
      logRefusal(name, error)
      if (await isPlainPost()) {
        answerWith(STATUS[state.code], isAppError(error) ? error.detail.retryAfterSeconds : undefined)
        if (state.code === 'UNAUTHENTICATED' || form.has(resendField))
          requestStore()?.set(KEPT_FORM, { action, state, secretsDropped: holdsSecret(form) } satisfies KeptForm)
      }
      return state
    }
    return succeed(result, form, options)
  }
  return action
}

function succeed<R>(result: R, form: FormData, options: FormActionOptions<R>): FormState {
  const { redirectTo, message } = options
  const target = typeof redirectTo === 'function' ? redirectTo(result, form) : redirectTo
  if (target != null) redirect(target)
  refresh()
  const said = typeof message === 'function' ? message(result) : message
  if (form.has(resendField)) requestStore()?.set(RESENT_MESSAGE, said ?? 'Saved.')
  const shown = options.result ? options.result(result) : result
  return { ok: true, ...(said === undefined ? {} : { message: said }), ...(shown === undefined ? {} : { result: shown }) }
}

/**
 * The same for calls from client code that has no form, such as a switch that saves at once: takes the operation's input as a plain
 * value. Needs client JavaScript, so there must be a form that does the same.
 */
export function callAction<R>(operation: Callable<R>, options: Pick<FormActionOptions<R>, 'message' | 'result' | 'afterwards'> = {}) {
  const { name, permission } = operation.operation
  return async (input: unknown): Promise<FormState> => {
    try {
      await insistOnOrigin(name)
      const actor = await actorFor(permission)
      await insistOnSession(actor, permission)
      const result = await operation(actor, input)
      await options.afterwards?.(result, actor)
      return succeed(result, new FormData(), options)
    } catch (raw) {
      const error = fromDatabase(raw)
      const state = refusalOf(error, new FormData())
      if (!state) throw error
      logRefusal(name, error)
      return state
    }
  }
}

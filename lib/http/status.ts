import { AsyncLocalStorage } from 'node:async_hooks'

type Answer = { status?: number; retryAfterSeconds?: number; values: Map<string, unknown> }

// One storage for the server and for Next's copy of this module, in the same process.
const shared = globalThis as typeof globalThis & { gatehouseRequests?: AsyncLocalStorage<Answer> }
const storage = (shared.gatehouseRequests ??= new AsyncLocalStorage<Answer>())

/**
 * Sets the HTTP status of the page being rendered, as long as its head has not been sent. `forbidden()` and `notFound()` would send
 * an empty page to a browser without JavaScript. With `retryAfterSeconds` the answer says when to come back (RFC 9110, Retry-After).
 */
export function answerWith(status: number, retryAfterSeconds?: number) {
  const answer = storage.getStore()
  if (!answer) return
  answer.status = status
  if (retryAfterSeconds !== undefined) answer.retryAfterSeconds = retryAfterSeconds
}

/** What code wants to keep for the length of this request, by name; undefined outside a request, as in a job. */
export const requestStore = (): Map<string, unknown> | undefined => storage.getStore()?.values

/** Runs `work` as one request: `answerWith` and `requestStore` reach it from anywhere below. `asked` gives what was asked for. */
export function asRequest<T>(work: (asked: Readonly<Answer>) => T): T {
  const answer: Answer = { values: new Map() }
  return storage.run(answer, () => work(answer))
}

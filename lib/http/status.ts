import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'

// One storage for the server and for Next's copy of this module, in the same process.
const shared = globalThis as typeof globalThis & { gatehouseStatus?: AsyncLocalStorage<{ status?: number }> }
const storage = (shared.gatehouseStatus ??= new AsyncLocalStorage<{ status?: number }>())

/** Sets the HTTP status of the page being rendered. `forbidden()` and `notFound()` would send an empty page to a browser without JavaScript. */
export function answerWith(status: number) {
  const answer = storage.getStore()
  if (answer) answer.status = status
}

/** Runs `handle` so that `answerWith` reaches this response, as long as its head has not been sent. */
export function withStatus(res: ServerResponse, handle: () => unknown) {
  const answer: { status?: number } = {}
  const writeHead = res.writeHead
  res.writeHead = ((code: number, ...rest: []) => writeHead.call(res, answer.status ?? code, ...rest)) as typeof writeHead
  void storage.run(answer, handle)
}

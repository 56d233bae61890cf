import type { IncomingHttpHeaders } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { requestActor } from '../auth/request-actor.ts'
import { anonymousActor, systemActor, type Actor } from '../core/actor.ts'
import { fromDatabase } from '../core/db-errors.ts'
import { AppError, STATUS, isAppError } from '../core/errors.ts'
import { once } from '../core/lazily.ts'
import { log } from '../core/log.ts'
import { answerWith } from './status.ts'

type OwnContext = Context<{ Bindings: HttpBindings }>
type Query<R> = ((actor: Actor, input: unknown) => Promise<R>) & { operation: { kind: string; name: string } }
type Source<R> = {
  query: Query<R>
  input: (c: OwnContext) => Record<string, unknown>
  /** What is sent to the browser. Nothing is sent while it stays the same. */
  shape: (result: R) => unknown
  isOver: (result: R) => boolean
  /** For pages that anybody may open whose address holds a secret: no session counts, and places are counted for each thing followed. */
  forAnybody?: boolean
  /** Milliseconds, for tests. */
  times?: Partial<typeof TIMES>
}

/** Whose places a stream takes: those of a user, or of what is followed by whoever knows its secret. Neither crowd takes the other's. */
type Seat = { row: 'users' | 'anybody'; of: string }
/** One watching browser. */
type Watcher = { seat: Seat; send: (text: string) => void; end: () => void }
type Topic = { watchers: Set<Watcher>; last: string; input: Record<string, unknown> }

/** At most one query a second for each thing that is watched, however many watch; proxies give up on silence after about a minute. */
const TIMES = { poll: 1_000, heartbeat: 20_000, recheck: 45_000 }
const MOST = { users: { each: 5, all: 200 }, anybody: { each: 3, all: 500 } }
/** Messages that a reader may leave lying before it counts as gone. */
const MOST_UNREAD = 60

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }

const open = () => once('event streams', () => ({ watchers: new Set<Watcher>(), isClosing: false }))

/** Ends every stream and opens no more: a server that stops would wait for them in vain. Browsers come back by themselves. */
export function endEventStreams() {
  const streams = open()
  streams.isClosing = true
  for (const watcher of streams.watchers) watcher.end()
}

function insistOnRoom({ row, of }: Seat) {
  const { watchers, isClosing } = open()
  const { each, all } = MOST[row]
  const taken = [...watchers].filter(({ seat }) => seat.row === row)
  if (isClosing || taken.length >= all)
    throw new AppError('UNAVAILABLE', 'Too many pages are being followed live. Reload this page to see how far it is.', {
      retryAfterSeconds: 30,
    })
  if (taken.filter(({ seat }) => seat.of === of).length >= each)
    throw new AppError('RATE_LIMITED', `You follow ${each} pages live already. Close one of them.`, { retryAfterSeconds: 30 })
}

const message = (event: 'progress' | 'end', shaped: string) => `event: ${event}\ndata: ${shaped}\n\n`

/** The body of one stream. `begin` gets the watcher and gives what to do when it ends, for whatever reason. */
function streamFor(seat: Seat, begin: (watcher: Watcher) => () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let finish = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let ended = false
        let afterwards = () => {}
        finish = () => {
          if (ended) return
          ended = true
          open().watchers.delete(watcher)
          afterwards()
        }
        const watcher: Watcher = {
          seat,
          send: (text) => {
            if (ended) return
            if ((controller.desiredSize ?? 0) < -MOST_UNREAD) return watcher.end()
            controller.enqueue(encoder.encode(text))
          },
          end: () => {
            if (ended) return
            finish()
            controller.close()
          },
        }
        open().watchers.add(watcher)
        afterwards = begin(watcher)
        if (ended) afterwards()
      },
      cancel: () => finish(),
    },
    { highWaterMark: 1 },
  )
}

function refusal(c: OwnContext, raw: unknown): Response {
  const error = fromDatabase(raw)
  if (!isAppError(error)) throw error
  answerWith(STATUS[error.code], error.detail.retryAfterSeconds)
  return c.text(`${error.message}\n`, STATUS[error.code])
}

/** Asks once a second for everybody who watches the same thing, and stops when nobody does. */
function topicsOf<R>({ query, shape, isOver }: Source<R>, pollMs: number) {
  const topics = new Map<string, Topic>()
  async function poll(key: string, topic: Topic) {
    if (topic.watchers.size === 0) return void topics.delete(key)
    try {
      const result = await query(systemActor('live pages'), topic.input)
      const shaped = JSON.stringify(shape(result))
      if (shaped !== topic.last) topic.watchers.forEach(({ send }) => send(message('progress', shaped)))
      topic.last = shaped
      if (isOver(result)) topic.watchers.forEach((watcher) => (watcher.send(message('end', shaped)), watcher.end()))
    } catch (error) {
      // A database that is away for a moment comes back; what was deleted does not, and the browsers learn it when they ask again.
      log.warn({ err: error, query: query.operation.name }, 'A page that is followed live could not be asked about.')
      topic.watchers.forEach(({ end }) => end())
    }
    setTimeout(() => void poll(key, topic), pollMs).unref()
  }
  return (key: string, first: Omit<Topic, 'watchers'>): Topic => {
    const known = topics.get(key)
    if (known) return known
    const topic: Topic = { ...first, watchers: new Set() }
    topics.set(key, topic)
    setTimeout(() => void poll(key, topic), pollMs).unref()
    return topic
  }
}

/**
 * Follows the result of a query by server-sent events (`progress`, then `end`), for pages of ours by session cookie. Who may read the
 * query may watch; session and rights are asked about again at least once a minute, and watching keeps no session alive. All watchers of
 * one thing share one question a second. Five streams for a user and 200 for the process, then 429 and 503; `forAnybody`, three for what is
 * followed and 500 for the process.
 */
export function eventRoute<R>(source: Source<R>) {
  const { query, input, shape, isOver, forAnybody = false } = source
  const times = { ...TIMES, ...source.times }
  if (query.operation.kind !== 'query') throw new Error(`${query.operation.name} changes something, so it cannot be followed.`)
  const topicOf = topicsOf(source, times.poll)
  async function actorOf(headers: IncomingHttpHeaders): Promise<Actor> {
    const actor = await requestActor(headers, { background: true })
    return forAnybody ? anonymousActor(actor.request) : actor
  }

  return async (c: OwnContext): Promise<Response> => {
    const { headers } = c.env.incoming
    if (headers['sec-fetch-site'] !== undefined && headers['sec-fetch-site'] !== 'same-origin')
      return c.text('This address answers the pages of Gatehouse only.\n', 403)
    const asked = input(c)
    try {
      const actor = await actorOf(headers)
      const result = await query(actor, asked)
      const shaped = JSON.stringify(shape(result))
      if (c.req.raw.method === 'HEAD') return c.body(null, 200, HEADERS)
      if (isOver(result)) return c.body(message('end', shaped), 200, HEADERS)
      const key = JSON.stringify(asked)
      const seat: Seat = forAnybody ? { row: 'anybody', of: key } : { row: 'users', of: actor.id ?? '' }
      insistOnRoom(seat)
      const stream = streamFor(seat, (watcher) => {
        const topic = topicOf(key, { last: shaped, input: asked })
        topic.watchers.add(watcher)
        watcher.send(`retry: 3000\n${message('progress', shaped)}`)
        const heartbeat = setInterval(() => watcher.send(': still here\n\n'), times.heartbeat).unref()
        const recheck = setInterval(() => void mayStill().catch(watcher.end), times.recheck).unref()
        const mayStill = async () => query(await actorOf(headers), asked)
        return () => {
          clearInterval(heartbeat)
          clearInterval(recheck)
          topic.watchers.delete(watcher)
        }
      })
      return c.body(stream, 200, HEADERS)
    } catch (error) {
      return refusal(c, error)
    }
  }
}

import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import next from 'next'
import { env } from '../core/env.ts'
import { log } from '../core/log.ts'
import { endEventStreams } from './events.ts'
import { everyResponse, rawAnswer } from './headers.ts'
import { listener } from './listener.ts'
import { ownRoutes } from './own-routes.ts'

const DRAIN_MS = 25_000
/** Node's own names for what is wrong with a request that it could not parse. */
const BROKEN: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Answers what Node could not parse, with the same headers as everything else. */
function answerBroken(error: NodeJS.ErrnoException, socket: Socket) {
  if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy()
  const status = BROKEN[error.code ?? ''] ?? '400 Bad Request'
  const headers = { ...everyResponse(env.appUrl), 'content-security-policy': `default-src 'none'; frame-ancestors 'none'` }
  socket.end(rawAnswer(status, headers, `${status.slice(4)}\n`))
}

/** Stops accepting, lets running requests end for at most `limitMs`, then ends every connection that is left, upgraded ones too. */
async function drain(server: Server, sockets: Set<Socket>, limitMs: number) {
  const closed = new Promise<void>((done) => server.close(() => done()))
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const limit = setTimeout(() => {
    log.warn({ connections: sockets.size }, 'Requests did not end in time and were cut off.')
    for (const socket of sockets) socket.destroy()
  }, limitMs)
  await closed
  clearInterval(idle)
  clearTimeout(limit)
}

async function listenOn(server: Server, port: number, host: string) {
  const listening = new Promise<void>((done, fail) => server.once('error', fail).listen(port, host, () => done()))
  await listening.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${port} of ${host} is in use by another program. Stop that one, or set PORT.`)
  })
}

const reachable = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host)

/**
 * Serves Gatehouse on HOST and PORT: our own routes, and Next for everything else. `stop()` refuses new connections, lets running
 * requests end for at most 25 s, then closes Next; jobs and the database are for the caller to stop afterwards. Rejects when the port is
 * taken.
 */
export async function startServer({ dev }: { dev: boolean }) {
  const { host, port } = env
  const server = createServer({
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000, // longer than what proxies keep a connection
    connectionsCheckingInterval: 5_000,
    requireHostHeader: false, // Node's own 400 would lack our headers
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('clientError', answerBroken)
  if (!dev) server.on('upgrade', (_req, socket) => socket.destroy()) // Next leaves an upgrade that it does not know open for ever
  // eslint-disable-next-line no-restricted-syntax -- written, not read: else Next fetches from APP_URL after an action that redirects
  process.env.__NEXT_PRIVATE_ORIGIN = `http://${reachable(host)}:${port}`
  const app = next({ dev, hostname: host, port, httpServer: server })
  await app.prepare()
  let draining = false
  const routes = { toOwn: getRequestListener(ownRoutes.fetch, { overrideGlobalObjects: false }), toNext: app.getRequestHandler() }
  const listen = listener(routes, dev, () => draining)
  server.on('request', (req, res) => void listen(req, res))
  server.on('checkExpectation', (req, res) => void listen(req, res))
  await listenOn(server, port, host)

  return {
    url: env.appUrl,
    async stop() {
      draining = true
      endEventStreams()
      await drain(server, sockets, dev ? 500 : DRAIN_MS)
      await app.close()
    },
  }
}

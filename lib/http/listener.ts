import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { env } from '../core/env.ts'
import { log } from '../core/log.ts'
import { clientAddress } from './client-address.ts'
import { takeClientCertificate } from './client-certificate.ts'
import { beforeHead, contentSecurityPolicy, dropClaims, everyResponse } from './headers.ts'
import { refusedOriginText, whyNotSameOrigin } from './origin.ts'
import { asRequest } from './status.ts'

const OWN_PATHS = /^\/(?:api\/(?:v1|health|ready)|scim)(?:\/|$)/
/** Ours too, for our own pages: by session cookie, and guarded like every page. */
const OWN_PAGES = /^\/(?:[a-z-]+\/export|bulk-runs\/[^/]+\/events|enrollment\/events|crl(?:\/[^/]+)?\.(?:der|pem))$/
const BODY_LIMIT = 1_048_576 // bytes; forms are small, files go their own way

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** Whether a path is percent-encoded UTF-8. Next would answer 500 to any other. */
function isReadable(path: string) {
  try {
    return decodeURIComponent(path) !== ''
  } catch {
    return false
  }
}

/** The path and query that were asked for, whatever form the request line has, or undefined when there is none. */
function target(url: string | undefined) {
  if (url?.startsWith('/')) return url
  const parsed = URL.parse(url ?? '')
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.pathname + parsed.search : undefined
}

function say(res: ServerResponse, status: number, text: string, headers: Record<string, string> = {}) {
  res.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(text)
}

/** Ends a request whose body is too large: at once when it says so itself, else when the limit is passed. */
function limitBody(req: IncomingMessage, res: ServerResponse): boolean {
  const refuse = () => {
    if (res.headersSent) return req.destroy()
    res.once('finish', () => req.destroy())
    say(res, 413, 'This is more than 1 MB, so nothing was changed. Send less.\n', { connection: 'close' })
  }
  if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) {
    refuse()
    return false
  }
  let size = 0
  const push = req.push
  req.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    size += chunk?.length ?? 0
    if (size <= BODY_LIMIT) return push.call(req, chunk, encoding)
    req.push = push
    refuse()
    return false
  }
  return true
}

/** Whether a page may see this request; when not, it has been answered. */
function admit(req: IncomingMessage, res: ServerResponse, path: string): boolean {
  if (!['GET', 'HEAD', 'POST'].includes(req.method ?? '')) {
    say(res, 405, 'This address does not know that method.\n', { allow: 'GET, HEAD, POST' })
    return false
  }
  if (/^\/_next\/image(?:\/|$)/.test(path)) {
    say(res, 404, 'Nothing is here.\n')
    return false
  }
  if (req.method !== 'POST') return true
  const sender = { origin: req.headers.origin, secFetchSite: req.headers['sec-fetch-site'] as string | undefined }
  const reason = whyNotSameOrigin(sender, env.appUrl)
  if (!reason) return limitBody(req, res)
  log.warn({ reason, appUrl: env.appUrl, path }, 'A form was refused. If people reach Gatehouse at another address than this, set APP_URL.')
  say(res, 403, refusedOriginText(env.appUrl))
  return false
}

/** Logs the request when it is over. The query stays out of the log: links carry secrets there. */
function logWhenOver(req: IncomingMessage, res: ServerResponse, path: string, requestId: string) {
  const began = performance.now()
  const quiet = /^\/(?:_next\/static\/|api\/(?:health|ready)$)/.test(path)
  res.once('close', () => {
    const entry = { requestId, method: req.method, path, status: res.statusCode, ms: Math.round(performance.now() - began) }
    log[quiet ? 'debug' : 'info'](res.writableFinished ? entry : { ...entry, aborted: true }, 'request')
  })
}

/** What becomes of each request: headers made sure of, claims dropped, identity given, then our own routes or Next. */
export function listener(routes: { toOwn: Listener; toNext: Listener }, dev: boolean, isDraining: () => boolean): Listener {
  const always = everyResponse(env.appUrl)
  const site = new URL(env.appUrl)
  return async (req, res) => {
    const url = target(req.url)
    const path = url?.replace(/[?#].*$/s, '') ?? ''
    const requestId = randomUUID()
    const nonce = randomBytes(16).toString('base64')
    const policy = contentSecurityPolicy(nonce, dev)
    const address = clientAddress(req.socket.remoteAddress, req.headers['x-forwarded-for'] as string | undefined, env.trustedProxies)
    logWhenOver(req, res, path, requestId)
    await asRequest(async (asked) => {
      beforeHead(res, (status) => {
        const final = asked.status ?? status
        const cached = path.startsWith('/_next/static/') && final < 400 ? res.getHeader('cache-control') : undefined
        for (const [name, value] of Object.entries(always)) res.setHeader(name, value)
        res.setHeader('content-security-policy', policy)
        res.setHeader('x-request-id', requestId)
        if (asked.retryAfterSeconds) res.setHeader('retry-after', asked.retryAfterSeconds)
        if (cached) res.setHeader('cache-control', cached)
        if (isDraining()) res.setHeader('connection', 'close')
        res.removeHeader('x-powered-by')
        return final
      })
      if (!url || !isReadable(path) || !req.headers.host)
        return say(res, 400, 'This is not a request that a browser makes.\n', { connection: 'close' })
      req.url = url
      dropClaims(req.headers)
      const certificate = takeClientCertificate(req, env.certificateProxies)
      // Next compares, redirects and fetches by these: they are ours to say, whatever Host the client or a proxy wrote.
      req.headers.host = site.host
      req.headers['x-forwarded-host'] = site.host
      req.headers['x-forwarded-proto'] = site.protocol.slice(0, -1)
      req.headers['x-forwarded-for'] = address
      req.headers['x-gatehouse-request-id'] = requestId
      req.headers['x-gatehouse-client-address'] = address
      if (certificate) req.headers['x-gatehouse-certificate'] = JSON.stringify(certificate)
      req.headers['x-gatehouse-url'] = url
      req.headers['x-gatehouse-nonce'] = nonce
      req.headers['content-security-policy'] = policy // Next takes the nonce for its own scripts from here
      if (OWN_PATHS.test(path)) return routes.toOwn(req, res)
      if (admit(req, res, path)) return OWN_PAGES.test(path) ? routes.toOwn(req, res) : routes.toNext(req, res)
    }).catch((error: unknown) => {
      log.error({ err: error, requestId }, 'A request failed.')
      if (!res.headersSent) say(res, 500, 'Gatehouse could not answer. The reason is in its log.\n')
      else res.destroy()
    })
  }
}

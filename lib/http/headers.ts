import type { IncomingHttpHeaders, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

const PERMISSIONS = ['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'microphone', 'midi', 'payment', 'usb']

/**
 * The Content-Security-Policy of one response: scripts run only with its nonce, which differs per request. In development React needs
 * eval and the reload socket.
 */
export function contentSecurityPolicy(nonce: string, dev: boolean): string {
  return [
    `default-src 'self'`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? ` 'unsafe-eval'` : ''}`,
    `style-src 'self' 'nonce-${nonce}'${dev ? ` 'unsafe-inline'` : ''}`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `form-action 'self'`,
  ].join('; ')
}

/** The headers that every response carries, whoever makes it. HSTS only when people use https, so that a trial on http stays usable. */
export function everyResponse(appUrl: string): Record<string, string> {
  return {
    'cache-control': 'private, no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS.map((name) => `${name}=()`).join(', '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(appUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  }
}

/** An HTTP/1.1 answer as text, for requests that are too broken for Node to make a response object. It closes the connection. */
export function rawAnswer(status: string, headers: Record<string, string>, text: string): string {
  const lines = Object.entries({
    ...headers,
    connection: 'close',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
  }).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${text}`
}

const CLAIMS = /^(?:forwarded|x-forwarded-.*|x-real-ip|x-middleware-.*|x-gatehouse-(?!background$).*|x-nonce|content-security-policy)$/

/**
 * Removes what a client must not be believed: where the request came from, and the names that only our server may set. Left in place is
 * x-gatehouse-background, by which a page says that nobody is waiting for this request.
 */
export function dropClaims(headers: IncomingHttpHeaders) {
  for (const name of Object.keys(headers)) if (CLAIMS.test(name)) delete headers[name]
}

type HeadArguments =
  [string | undefined, OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined] | [OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined]

/** Puts the headers given to `writeHead` onto the response, whichever of Node's three forms they have. */
function keep(res: ServerResponse, given: HeadArguments) {
  const headers = typeof given[0] === 'string' ? given[1] : (given[0] ?? given[1])
  if (!headers) return
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value)
    return
  }
  const flat = headers.flat() as string[]
  const seen = new Set<string>()
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [name, value] = [flat[i]!, flat[i + 1]!]
    if (seen.has(name.toLowerCase())) res.appendHeader(name, value)
    else res.setHeader(name, value)
    seen.add(name.toLowerCase())
  }
}

/**
 * Calls `last` just before the head of `res` is sent, with the status it would have: it may change headers and returns the status to
 * send. Frameworks set headers of their own as late as in `writeHead`, so this is the only place where ours are sure to win.
 */
export function beforeHead(res: ServerResponse, last: (status: number) => number) {
  const writeHead = res.writeHead
  res.writeHead = ((status: number, ...given: HeadArguments) => {
    res.writeHead = writeHead
    keep(res, given)
    const final = last(status)
    // An own reason phrase belongs to the status it was given with.
    if (typeof given[0] === 'string' && final === status) res.statusMessage = given[0]
    return writeHead.call(res, final)
  }) as typeof writeHead
}

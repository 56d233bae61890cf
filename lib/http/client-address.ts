import { isIP, type BlockList } from 'node:net'

/** An address in one spelling: IPv4 as IPv4 although it came in over IPv6, no port, no brackets, no zone. Undefined when it is none. */
export function plainAddress(text: string | undefined): string | undefined {
  const bare = (text ?? '')
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  if (isIP(bare) === 6) return URL.parse(`http://[${bare}]`)?.hostname.slice(1, -1) // as RFC 5952 writes it, so that one client is one text
  return isIP(bare) ? bare : undefined
}

const isTrusted = (address: string, trusted: BlockList) => trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')

/**
 * Who sent a request: the address of its connection, or what X-Forwarded-For says as far as trusted proxies vouch for it. The list is
 * read from its end; the first address that is no trusted proxy is the client, whatever it claims further to the left.
 */
export function clientAddress(connection: string | undefined, forwardedFor: string | undefined, trusted: BlockList): string {
  let client = plainAddress(connection) ?? 'unknown'
  const hops = forwardedFor?.split(',') ?? []
  while (client !== 'unknown' && hops.length && isTrusted(client, trusted)) {
    const before = plainAddress(hops.pop())
    if (!before) break
    client = before
  }
  return client
}

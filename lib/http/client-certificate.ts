import '#server-only'
import { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP, type BlockList } from 'node:net'
import type { PresentedCertificate } from '../core/actor.ts'
import { sameSecret } from '../core/crypto.ts'
import { plainAddress } from './client-address.ts'

/** Which proxies may speak for client certificates, and the secret that they send with every request. */
export type CertificateProxies = { addresses: BlockList; secret: string }

const SECRET = 'x-client-certificate-secret'
const VERIFIED = 'x-client-certificate-verified'
const CERTIFICATE = 'x-client-certificate'
const MOST = 12_000 // characters; a certificate with a key of 4,096 bits is half of that, escaped

const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')

/** Serial number, SHA-256 and name out of a certificate in PEM, percent-encoded as nginx sends it. Null for anything else. */
export function readCertificate(escaped: string): PresentedCertificate | null {
  if (!escaped || escaped.length > MOST) return null
  try {
    const certificate = new X509Certificate(decodeURIComponent(escaped))
    // OpenSSL's reading: a text for one common name, a list for several.
    const name: unknown = certificate.toLegacyObject().subject.CN
    return {
      serial: certificate.serialNumber.toLowerCase(),
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      // Whose it is says one common name or none does: two of them could be read as either.
      name: typeof name === 'string' ? name : null,
    }
  } catch {
    return null
  }
}

function presented(req: IncomingMessage, { addresses, secret }: CertificateProxies): PresentedCertificate | null {
  const peer = plainAddress(req.socket.remoteAddress)
  if (!peer || !addresses.check(peer, isIP(peer) === 4 ? 'ipv4' : 'ipv6')) return null
  if (!sameSecret(one(req.headers[SECRET]), secret) || one(req.headers[VERIFIED]) !== 'SUCCESS') return null
  return readCertificate(one(req.headers[CERTIFICATE]))
}

/**
 * The client certificate that a proxy vouches for, and the headers that said so removed from the request whoever sent them. Null unless
 * proxies are configured (`proxies`), the connection comes from one of their addresses, and it sends the shared secret and the outcome of
 * its own verification (threat 63). Whether the certificate is one of ours, and still good, the database says for every request.
 */
export function takeClientCertificate(req: IncomingMessage, proxies: CertificateProxies | undefined): PresentedCertificate | null {
  const found = proxies ? presented(req, proxies) : null
  for (const name of Object.keys(req.headers)) if (/^x-(?:ssl-|clientcert-|client-certificate)/.test(name)) delete req.headers[name]
  return found
}

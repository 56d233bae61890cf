import '#server-only'
import { X509Certificate, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { Certificate } from 'pkijs'
import { AppError, isAppError } from '../core/errors.ts'
import { whyNotKey } from './csr.ts'
import { pemBlocks, pemOf } from './der.ts'
import { issuerOf } from './sign.ts'

const MOST_IN_CHAIN = 8
const KEY_USAGE = '2.5.29.15'
/** The bits keyCertSign and cRLSign of the first byte. */
const SIGNS = 0x04 | 0x02

const invalid = (field: string, message: string, cause?: unknown) =>
  new AppError('INVALID', 'Nothing was changed. Check the highlighted fields.', { fields: { [field]: [message] }, cause })

function readChain(pem: string): X509Certificate[] {
  const blocks = pemBlocks(pem, 'CERTIFICATE')
  if (blocks.length === 0 || blocks.length > MOST_IN_CHAIN)
    throw invalid('certificatePem', `Paste the certificate of the authority in PEM, then those above it: at most ${MOST_IN_CHAIN} in all.`)
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch (cause) {
    throw invalid('certificatePem', 'A certificate here cannot be read.', cause)
  }
}

function readKey(pem: string, password: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(password ? { passphrase: password } : {}) })
  } catch {
    // Without its cause: what OpenSSL says of a key belongs into no log.
    throw invalid('keyPem', 'This private key cannot be read. Paste it in PEM; when it is encrypted, give its password too.')
  }
}

/** The key usage of a certificate, or null when it names none, which then allows everything. */
function usageOf(certificate: X509Certificate): number | null {
  const value = Certificate.fromBER(certificate.raw).extensions?.find(({ extnID }) => extnID === KEY_USAGE)?.extnValue.valueBlock
    .valueHexView
  return value ? (value[3] ?? 0) : null
}

/** Why a certificate cannot be our authority's, or null. */
function whyNotAuthority(certificate: X509Certificate, now: Date): string | null {
  if (!certificate.ca) return 'This is not the certificate of an authority: it does not say CA:TRUE.'
  const usage = usageOf(certificate)
  if (usage !== null && (usage & SIGNS) !== SIGNS) return 'This authority may not sign both certificates and revocation lists (key usage).'
  if (now < certificate.validFromDate || now > certificate.validToDate) return 'This certificate is not valid now.'
  return whyNotKey(certificate.publicKey)
}

/**
 * An authority from outside: its certificate first, then what signed it, and its key. Throws INVALID on the field that does not fit: what
 * cannot be read, a certificate that may not sign certificates and lists or is not valid at `now`, a key that is weak or another's, or a
 * chain in which one does not follow from the next.
 */
export function readAuthority(given: { certificatePem: string; keyPem: string; password?: string | undefined }, now: Date) {
  const chain = readChain(given.certificatePem)
  const [own, ...above] = chain as [X509Certificate, ...X509Certificate[]]
  try {
    const why = whyNotAuthority(own, now)
    if (why) throw invalid('certificatePem', why)
  } catch (error) {
    if (isAppError(error)) throw error
    throw invalid('certificatePem', 'A certificate here cannot be read.', error)
  }
  for (const [n, next] of above.entries())
    if (!chain[n]?.checkIssued(next) || !chain[n].verify(next.publicKey))
      throw invalid('certificatePem', 'The certificates do not follow from one another: each must be signed by the one after it.')
  const key = readKey(given.keyPem, given.password)
  const spki = (each: KeyObject) => each.export({ format: 'der', type: 'spki' })
  if (!spki(createPublicKey(key)).equals(spki(own.publicKey))) throw invalid('keyPem', 'This key belongs to another certificate.')
  const certificatePem = pemOf('CERTIFICATE', own.raw)
  issuerOf(certificatePem, key)
  return {
    certificatePem,
    chainPem: above.map(({ raw }) => pemOf('CERTIFICATE', raw)).join(''),
    keyPem: key.export({ format: 'pem', type: 'pkcs8' }) as string,
  }
}

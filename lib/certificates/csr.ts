import '#server-only'
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { CertificationRequest } from 'pkijs'
import { AppError } from '../core/errors.ts'
import { pemBlocks } from './der.ts'

const COMMON_NAME = '2.5.4.3'
/** What a request may be signed with. SHA-1 and MD5 prove nothing any more. */
const HASHES: Record<string, { type: 'rsa' | 'ec'; hash: string }> = {
  '1.2.840.113549.1.1.11': { type: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { type: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { type: 'rsa', hash: 'sha512' },
  '1.2.840.10045.4.3.2': { type: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { type: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { type: 'ec', hash: 'sha512' },
}
const CURVES = ['prime256v1', 'secp384r1']
const RSA_BITS = { least: 3_072, most: 8_192 }
/** Larger ones only make checking slow, which is what somebody who sends one wants. */
const MOST_EXPONENT = 0xffff_ffffn

/** A key on P-384 that names its curve. One that writes the curve out is longer, and can look like a curve that it is not (CVE-2020-0601). */
const LONGEST_EC = 120

/** Why a public key cannot be in a certificate, or null: RSA of 3,072 to 8,192 bits, or a key on P-256 or P-384. */
export function whyNotKey(key: KeyObject): string | null {
  const { modulusLength = 0, publicExponent = 0n, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ec') {
    const isNamed = CURVES.includes(namedCurve) && key.export({ format: 'der', type: 'spki' }).length <= LONGEST_EC
    return isNamed ? null : 'The key is on a curve that is not taken. Use P-256 or P-384, by its name, or RSA.'
  }
  if (key.asymmetricKeyType !== 'rsa') return 'The key is of a kind that is not taken. Use RSA, or a key on P-256 or P-384.'
  if (modulusLength < RSA_BITS.least) return `The key has ${modulusLength} bits, which is too few. RSA keys need at least 3,072.`
  if (modulusLength > RSA_BITS.most) return 'The key has more than 8,192 bits. Use a smaller one.'
  return publicExponent < 3n || publicExponent > MOST_EXPONENT || publicExponent % 2n === 0n ? 'The key has an unusual exponent.' : null
}

const invalid = (message: string, cause?: unknown) =>
  new AppError('INVALID', 'Nothing was changed. Check the highlighted fields.', { fields: { csr: [message] }, cause })

function parse(pem: string): { request: CertificationRequest; key: KeyObject } {
  const blocks = [...pemBlocks(pem, 'CERTIFICATE REQUEST'), ...pemBlocks(pem, 'NEW CERTIFICATE REQUEST')]
  if (blocks.length !== 1) throw invalid('This is not one certificate signing request in PEM.')
  try {
    // The parser ends at a depth of 100 and at 10,000 elements.
    const request = CertificationRequest.fromBER(blocks[0] as Buffer<ArrayBuffer>)
    const spki = Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER(false))
    return { request, key: createPublicKey({ key: spki, format: 'der', type: 'spki' }) }
  } catch (cause) {
    throw invalid('This certificate signing request cannot be read.', cause)
  }
}

function isSigned(request: CertificationRequest, key: KeyObject): boolean {
  const algorithm = Object.hasOwn(HASHES, request.signatureAlgorithm.algorithmId)
    ? HASHES[request.signatureAlgorithm.algorithmId]
    : undefined
  if (!algorithm || algorithm.type !== key.asymmetricKeyType) return false
  try {
    return verify(algorithm.hash, request.tbsView, key, request.signatureValue.valueBlock.valueHexView)
  } catch {
    return false
  }
}

/**
 * The public key, PEM, of a certificate signing request; nothing else of it is used. Throws INVALID on the field `csr` for anything but one
 * request with a key that we take, a signature of that key with SHA-2, and, where it says a common name, exactly this username (seed 003 W4).
 */
export function publicKeyOfCsr(pem: string, username: string): string {
  const { request, key } = parse(pem)
  const why = whyNotKey(key)
  if (why) throw invalid(why)
  if (!isSigned(request, key)) throw invalid('The signature does not fit the key, or is made with a hash older than SHA-256.')
  const names = request.subject.typesAndValues.filter(({ type }) => type === COMMON_NAME)
  const said = names.map(({ value }) => (value.valueBlock as { value?: unknown }).value)
  if (said.length > 1 || said.some((name) => name !== username))
    throw invalid(`The common name in the request is another one. Use exactly ${username}, or leave it out.`)
  return key.export({ format: 'pem', type: 'spki' }) as string
}

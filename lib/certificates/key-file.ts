import '#server-only'
import { createCipheriv, createHmac, pbkdf2, randomBytes, randomInt, type KeyObject } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bmp, context, implicit, integer, nothing, octets, oid, pemOf, sequence, set } from './der.ts'

/** OWASP's number for PBKDF2 with HMAC-SHA-256. */
const ITERATIONS = 600_000
/** What seed 003 used: old devices count slowly, and this profile protects little anyway. */
const LEGACY_ITERATIONS = 50_000
const PASSWORD_LENGTH = 20
/** Letters and digits that are not taken for one another when they are typed from a screen. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password for one file: 20 letters and digits, 115 bits. */
export const filePassword = () => Array.from({ length: PASSWORD_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')

type Hash = { block: number; digest: (content: Uint8Array) => Uint8Array }
const SHA1: Hash = { block: 64, digest: sha1 }
const SHA256: Hash = { block: 64, digest: sha256 }

const repeated = (content: Uint8Array, block: number) => {
  const length = block * Math.ceil(content.length / block)
  return Buffer.alloc(length, content)
}

/** Adds `step` + 1 to each block of `content`, modulo its size. */
function advance(content: Buffer, step: Uint8Array, block: number) {
  for (let start = 0; start < content.length; start += block) {
    let carry = 1
    for (let n = block - 1; n >= 0; n--) {
      carry += (content[start + n] as number) + (step[n] as number)
      content[start + n] = carry & 0xff
      carry >>= 8
    }
  }
}

/** The key derivation of PKCS #12 (RFC 7292, appendix B.2). It lets others work in between: 600,000 rounds take the better part of a second. */
async function derive(hash: Hash, purpose: 1 | 2 | 3, password: string, salt: Buffer, iterations: number, length: number): Promise<Buffer> {
  const secret = Buffer.concat([Buffer.from(password, 'utf16le').swap16(), Buffer.alloc(2)])
  const input = Buffer.concat([repeated(salt, hash.block), repeated(secret, hash.block)])
  const parts: Uint8Array[] = []
  for (let made = 0; made < length; made += parts.at(-1)?.length ?? 0) {
    let round = hash.digest(Buffer.concat([Buffer.alloc(hash.block, purpose), input]))
    for (let n = 1; n < iterations; n++) {
      round = hash.digest(round)
      if (n % 4_096 === 0) await pause()
    }
    parts.push(round)
    advance(input, repeated(round, hash.block).subarray(0, hash.block), hash.block)
  }
  return Buffer.concat(parts).subarray(0, length)
}

type Encrypted = { algorithm: Buffer; content: Buffer }
type Encrypt = (password: string, content: Uint8Array) => Promise<Encrypted>

/** PBES2 with AES-256-CBC and PBKDF2 with HMAC-SHA-256 (RFC 8018). */
const strong: Encrypt = async (password, content) => {
  const [salt, iv] = [randomBytes(16), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', await promisify(pbkdf2)(password, salt, ITERATIONS, 32, 'sha256'), iv)
  const derivation = sequence(
    oid('1.2.840.113549.1.5.12'),
    sequence(octets(salt), integer(ITERATIONS), sequence(oid('1.2.840.113549.2.9'), nothing())),
  )
  const algorithm = sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, sequence(oid('2.16.840.1.101.3.4.1.42'), octets(iv))))
  return { algorithm, content: Buffer.concat([cipher.update(content), cipher.final()]) }
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C), for devices that know nothing newer. */
const legacy: Encrypt = async (password, content) => {
  const salt = randomBytes(8)
  const key = await derive(SHA1, 1, password, salt, LEGACY_ITERATIONS, 24)
  const cipher = createCipheriv('des-ede3-cbc', key, await derive(SHA1, 2, password, salt, LEGACY_ITERATIONS, 8))
  const algorithm = sequence(oid('1.2.840.113549.1.12.1.3'), sequence(octets(salt), integer(LEGACY_ITERATIONS)))
  return { algorithm, content: Buffer.concat([cipher.update(content), cipher.final()]) }
}

const PROFILES = {
  strong: { encrypt: strong, hash: SHA256, name: 'sha256', id: '2.16.840.1.101.3.4.2.1', length: 32, iterations: ITERATIONS },
  legacy: { encrypt: legacy, hash: SHA1, name: 'sha1', id: '1.3.14.3.2.26', length: 20, iterations: LEGACY_ITERATIONS },
}

const DATA = '1.2.840.113549.1.7.1'
const attribute = (id: string, value: Buffer) => sequence(oid(id), set(value))
const bag = (id: string, value: Buffer, ...attributes: Buffer[]) =>
  sequence(oid(id), context(0, value), ...(attributes.length > 0 ? [set(...attributes)] : []))
const pkcs8 = (key: KeyObject) => key.export({ format: 'der', type: 'pkcs8' })

/** What goes into a file: the user's certificate first, then what signed it. Without a key the user has it already. */
export type FileContents = { key: KeyObject | null; certificates: readonly Buffer[]; name: string }

/**
 * A PKCS #12 file (RFC 7292). PBES2 with AES-256-CBC, PBKDF2 and MAC with SHA-256, 600,000 rounds each; as `legacy` 3DES and SHA-1 with
 * 50,000. Takes about a second of work, in which others are served.
 */
export async function pfxFile(
  { key, certificates, name }: FileContents,
  password: string,
  profile: keyof typeof PROFILES,
): Promise<Buffer> {
  const { encrypt, hash, name: hashName, id, length, iterations } = PROFILES[profile]
  // Windows finds the certificate of a key by these two attributes.
  const same = [attribute('1.2.840.113549.1.9.20', bmp(name)), attribute('1.2.840.113549.1.9.21', octets(Buffer.from([1])))]
  const certBag = (content: Buffer, ...attributes: Buffer[]) =>
    bag('1.2.840.113549.1.12.10.1.3', sequence(oid('1.2.840.113549.1.9.22.1'), context(0, octets(content))), ...attributes)
  const certs = await encrypt(password, sequence(...certificates.map((content, n) => certBag(content, ...(n === 0 ? same : [])))))
  const parts = [
    sequence(
      oid('1.2.840.113549.1.7.6'),
      context(0, sequence(integer(0), sequence(oid(DATA), certs.algorithm, implicit(0, certs.content)))),
    ),
  ]
  if (key) {
    const { algorithm, content } = await encrypt(password, pkcs8(key))
    const keys = sequence(bag('1.2.840.113549.1.12.10.1.2', sequence(algorithm, octets(content)), ...same))
    parts.push(sequence(oid(DATA), context(0, octets(keys))))
  }
  const safe = sequence(...parts)
  const salt = randomBytes(16)
  const mac = createHmac(hashName, await derive(hash, 3, password, salt, iterations, length))
    .update(safe)
    .digest()
  const digest = sequence(sequence(oid(id), nothing()), octets(mac))
  return sequence(integer(3), sequence(oid(DATA), context(0, octets(safe))), sequence(digest, octets(salt), integer(iterations)))
}

/** The same as PEM: the key, if there is one, encrypted as in the strong profile of `pfxFile`, then the certificates. */
export async function pemFile({ key, certificates }: FileContents, password: string): Promise<string> {
  const chain = certificates.map((content) => pemOf('CERTIFICATE', content)).join('')
  if (!key) return chain
  const { algorithm, content } = await strong(password, pkcs8(key))
  return pemOf('ENCRYPTED PRIVATE KEY', sequence(algorithm, octets(content))) + chain
}

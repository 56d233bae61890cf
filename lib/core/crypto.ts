import '#server-only'
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { env } from './env.ts'

/** A fresh secret of 32 random bytes, as 43 characters that are safe in URLs and cookies. Store its `sha256`, not itself. */
export const randomToken = () => randomBytes(32).toString('base64url')

/** The SHA-256 of a text in UTF-8. Only for secrets that are random themselves: a password needs Argon2. */
export const sha256 = (text: string, encoding: 'hex' | 'base64url' = 'hex') => createHash('sha256').update(text, 'utf8').digest(encoding)

/** Whether two secrets are the same, in a time that does not tell where they differ or how long they are. */
export function sameSecret(one: string, other: string) {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())
}

const derived = new Map<string, Buffer>()

/** A key for one purpose. There are few of them and they are needed for thousands of links at a time, so each is made once. */
function derive(master: string, purpose: string, length: number): Buffer {
  const name = `${length} ${purpose} ${master}`
  const known = derived.get(name)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(master, 'base64'), '', `gatehouse ${purpose}`, length))
  derived.set(name, key)
  return key
}

function sealing() {
  const master = env.appEncryptionKey
  return { id: derive(master, 'key id', 6).toString('base64url'), key: derive(master, 'seal', 32) }
}

/**
 * Encrypts a text with APP_ENCRYPTION_KEY (AES-256-GCM, fresh nonce). `context` says what it is and whose, for example
 * `pool-code:ID`: only `unseal` with the same context opens it, so a sealed value copied into another row is worthless.
 */
export function seal(plaintext: string, context: string): string {
  const { id, key } = sealing()
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(`${id}\n${context}`))
  const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `v1.${id}.${sealed.toString('base64url')}`
}

/** Opens what `seal` made with the same context. Throws when it was changed, has another context, or was sealed under another key. */
export function unseal(sealed: string, context: string): string {
  const [version, keyId, content = '', ...more] = sealed.split('.')
  if (version !== 'v1' || more.length) throw new Error('This is not a sealed value.')
  const { id, key } = sealing()
  if (keyId !== id) throw new Error('This value was sealed under another APP_ENCRYPTION_KEY.')
  const parts = Buffer.from(content, 'base64url')
  if (parts.length < 28 || parts.toString('base64url') !== content) throw new Error('This is not a sealed value.')
  const decipher = createDecipheriv('aes-256-gcm', key, parts.subarray(0, 12), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(`${id}\n${context}`))
  decipher.setAuthTag(parts.subarray(-16))
  return Buffer.concat([decipher.update(parts.subarray(12, -16)), decipher.final()]).toString('utf8')
}

/**
 * What a sealed code is found by: an HMAC under a key made of APP_ENCRYPTION_KEY, so that a copy of the database alone cannot be searched
 * for guessed codes. `purpose` keeps codes of one kind from being found as another.
 */
export const lookupHash = (code: string, purpose: string) =>
  createHmac('sha256', derive(env.appEncryptionKey, `lookup ${purpose}`, 32))
    .update(code, 'utf8')
    .digest('base64url')

import '#server-only'
import { randomBytes } from 'node:crypto'

/** Crockford's base 32: digits and capital letters without I, L, O and U, which are taken for others. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A random code of that many characters, five bits each, every one as likely as any other. Store a hash of it, or seal it. */
export const makeCode = (length: number) => Array.from(randomBytes(length), (byte) => ALPHABET[byte & 31]).join('')

/**
 * A code as a person typed or scanned it, brought into the one form that is hashed: capital letters, without spaces and dashes, with O read
 * as 0 and I or L as 1. Null for what no code can be, or has another length than `length`.
 */
export function readCode(typed: string, length: number): string | null {
  if (typed.length > 200) return null
  const plain = typed.replace(/[\s\p{Pd}]+/gu, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1') // prettier-ignore
  return plain.length === length && [...plain].every((character) => ALPHABET.includes(character)) ? plain : null
}

/** A code for people's eyes: groups of four with dashes between. `readCode` takes it back. */
export const showCode = (code: string) => code.match(/.{1,4}/g)?.join('-') ?? ''

/** How long codes are: in links 130 bits, typed to sign in 100 bits, shown to an approver 40 bits with five tries. */
export const CODE_LENGTHS = { link: 26, login: 20, approval: 8 } as const

import { ZxcvbnFactory, type ZxcvbnResult } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { maxPasswordLength, minPasswordLength } from './schema.ts'

/** What must not make up a password: names of this application and of the person. */
export type PasswordContext = {
  username?: string
  email?: string
  firstName?: string
  lastName?: string
  organisation?: string
}

export type PasswordVerdict = {
  /** How hard it is to guess, from 0 (at once) to 4. */
  score: 0 | 1 | 2 | 3 | 4
  /** Why it is refused, or null when it may be used. */
  why: string | null
}

// The first characters decide: a part that is hard to guess stays so whatever follows, and the check stays quick.
const LOOKED_AT = 64
const APPLICATION = ['gatehouse', 'gate house']

let factory: ZxcvbnFactory | undefined
const checker = () =>
  (factory ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, useLevenshteinDistance: false, maxLength: LOOKED_AT }))

/** All names of the context as single words, also as they are, of three letters and more. */
function wordsOf(context: PasswordContext): string[] {
  const texts = Object.values(context).filter((text): text is string => typeof text === 'string' && text !== '')
  const parts = texts.flatMap((text) => [text, text.replaceAll(/\s+/g, ''), ...text.split(/[\s@._+-]+/)])
  return [...new Set(parts.map((text) => text.toLowerCase()))].filter((text) => text.length >= 3)
}

/** Whether at least half of the letters and digits belong to one of these words. */
function isMadeOf(words: ReadonlySet<string>, password: string): boolean {
  const text = password.toLowerCase()
  const covered = new Set<number>()
  for (const word of words)
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) for (let i = 0; i < word.length; i++) covered.add(at + i)
  return covered.size * 2 >= text.replaceAll(/[^\p{L}\p{N}]/gu, '').length && covered.size > 0
}

/** Whether it is one thing typed several times over, with or without something between. */
function isRepetition(password: string): boolean {
  const text = password.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  return text.length > 1 && (text + text).indexOf(text, 1) < text.length
}

const MADE_OF_OWN = 'This is made of your own names or of the name of this application. Others would try that first.'
const REPEATS = 'This repeats the same characters. Use different words.'

type Part = ZxcvbnResult['sequence'][number]

/** The sentence for what the most of a weak password is made of. */
function sentenceFor(parts: readonly Part[], own: ReadonlySet<string>): string {
  const weight = (part: Part) => (part.pattern === 'bruteforce' ? 0 : part.j - part.i + 1)
  const word = (part: Part) => String((part as { matchedWord?: unknown }).matchedWord ?? '')
  const made = parts.find((part) => part.pattern === 'dictionary' && own.has(word(part)))
  if (made) return MADE_OF_OWN
  const main = [...parts].sort((one, other) => weight(other) - weight(one))[0]
  if (main?.pattern === 'repeat') return REPEATS
  if (main?.pattern === 'sequence') return 'This is a simple sequence, such as abc or 123. Use words instead.'
  if (main?.pattern === 'spatial') return 'This follows the keys of the keyboard. Use words instead.'
  if (main?.pattern === 'date' || main?.pattern === 'regex') return 'This is little more than a date. Use words instead.'
  if (main?.pattern === 'dictionary') return 'This is made of passwords that many people use. Others would try it first.'
  return 'This is too easy to guess. Add another word or two.'
}

/**
 * Judges a new password: its length (`least` characters), then against the list of common ones, patterns, and the person's own names; no
 * rules about kinds of characters (NIST 800-63B-4, ASVS 6.2.5). Browser-safe, but it brings a dictionary of 400 kB: load it when it is needed.
 */
export function judgePassword(password: string, context: PasswordContext = {}, least: number = minPasswordLength): PasswordVerdict {
  const length = [...password].length
  const own = new Set([...wordsOf(context), ...APPLICATION])
  const looked = password.normalize('NFC').slice(0, LOOKED_AT)
  const { score, sequence } = checker().check(looked, [...own])
  if (length < least) {
    const missing = least - length
    return { score: Math.min(score, 2) as 0 | 1 | 2, why: `${missing} more ${missing === 1 ? 'character' : 'characters'} needed.` }
  }
  if (length > maxPasswordLength) return { score: 0, why: `At most ${maxPasswordLength} characters; this has ${length}.` }
  if (isMadeOf(own, password)) return { score: 1, why: MADE_OF_OWN }
  if (isRepetition(password)) return { score: Math.min(score, 1) as 0 | 1, why: REPEATS }
  return { score, why: score < 3 ? sentenceFor(sequence, own) : null }
}

type WhyNot = { reason: string; message: string } | null

/** Why no link that sets a password can be sent to this user, or null. */
export function whyNotSendPasswordLink(user: { status: string; hasPassword: boolean }, kind: 'invitation' | 'reset'): WhyNot {
  if (user.status === 'DEACTIVATED')
    return { reason: 'BAD_STATUS', message: 'This user is deactivated and could not sign in. Reactivate the user first. Nothing was sent.' }
  if (user.status !== 'ACTIVE')
    return { reason: 'BAD_STATUS', message: 'This user is in the trash or anonymized and cannot sign in. Nothing was sent.' }
  if (kind === 'invitation' && user.hasPassword)
    return { reason: 'HAS_PASSWORD', message: 'This user has a password already. Send a password reset instead. Nothing was sent.' }
  return null
}

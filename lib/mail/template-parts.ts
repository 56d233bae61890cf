// What the words of messages are made of.
import { z } from 'zod'

/** One block of a message. User text may stand in any of them: it is text, never markup. */
export type Part =
  | { kind: 'text'; text: string }
  /** What a person wrote, set apart from our own words. */
  | { kind: 'quote'; text: string }
  /** The button, with the address readable below it. */
  | { kind: 'link'; label: string; href: string }

/**
 * Where links lead (APP_URL, never a request's Host), for templates with a link the finished address, and what administrators want new users
 * to read.
 */
export type Place = { appUrl: string; link: string; signUpText: string }

/** A template: the values that are stored with a message, and its words. */
export type Definition<S extends z.ZodObject = z.ZodObject> = {
  values: S
  /** Holds no user text. */
  subject: string
  /** For how long the link in it works, in minutes, where the message does not say it. Templates without it have no link. */
  linkMinutes?: number
  /** The path that the link leads to; the secret is appended as `?token=`. */
  linkPath?: string
  parts: (values: z.output<S>, place: Place) => Part[]
}
/** Gives a template its type. */
export const define = <S extends z.ZodObject>(definition: Definition<S>) => definition

const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]+/gu

/** User text as one harmless line: no control or direction characters, single spaces, cut to `limit` characters. */
export function tame(text: string, limit: number): string {
  const characters = [...text.toWellFormed().replace(INVISIBLE, ' ').replace(/\s+/gu, ' ').trim()]
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : characters.join('')
}
/** User text of a message, tamed. */
export const shown = (limit: number) => z.string().transform((text) => tame(text, limit))
/** A name, of up to 100 characters. */
export const name = shown(100)
/** For how long the link of a message works. The default is for messages from when it could not be set. */
export const minutes = (before: number) => z.number().int().min(1).default(before)

/** A paragraph of ours. */
export const text = (words: string): Part => ({ kind: 'text', text: words })
/** How every message begins. */
export const hello = (who: string) => text(who ? `Hello ${who},` : 'Hello,')
/** A text of several lines as paragraphs. */
export const paragraphs = (words: string) => words.split('\n').map((each) => tame(each, 2_000)).filter(Boolean).map(text) // prettier-ignore
/** For mails with a link to people who did not ask for it. */
export const notYou = 'If you did not expect this, you can ignore this message: nothing happens unless the link is used.'

import { z } from 'zod'

// eslint-disable-next-line no-control-regex -- control characters are what this refuses
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u
// eslint-disable-next-line no-control-regex -- the same, but a text may have line breaks and tabs
const CONTROL_BUT_BREAKS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/u
/** Embedding, override and isolate characters make a name read as something else (CVE-2021-42574). Plain direction marks stay allowed. */
const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/u

/** Whether PostgreSQL can compare with a text at all: it knows no NUL. For what is only looked up, such as a search or a name to sign in with. */
export const isStorable = (text: string) => !text.includes('\0')

const codePoints = (text: string) => [...text].length

/** The first reason why a text cannot be stored as it is, or null. */
function whyNotText(text: string, limit: number, forbidden: RegExp): string | null {
  if (!text.isWellFormed()) return 'This text is damaged: it holds half a character.'
  if (BIDI_OVERRIDE.test(text)) return 'Characters that reverse the reading direction are not allowed.'
  if (forbidden.test(text)) return 'Line breaks and control characters are not allowed.'
  if (codePoints(text) > limit)
    return `At most ${limit.toLocaleString('en')} characters; this has ${codePoints(text).toLocaleString('en')}.`
  return null
}

const checked = (limit: number, forbidden: RegExp) => (text: string, context: z.RefinementCtx) => {
  const why = whyNotText(text, limit, forbidden)
  if (why) context.addIssue({ code: 'custom', message: why })
}

/** One line of text for people, NFC-normalised and trimmed; at most `limit` code points; no control or direction-reversing characters. */
export const line = (limit: number) =>
  z
    .string({ error: 'Enter text.' })
    .superRefine(checked(limit + 1_000, CONTROL))
    .transform((text) => (text.isWellFormed() ? text.normalize('NFC').trim() : text))
    .superRefine(checked(limit, CONTROL))

/** Text of several lines; line breaks become \n. Otherwise as `line`. */
export const paragraph = (limit: number) =>
  z
    .string({ error: 'Enter text.' })
    .transform((text) => (text.isWellFormed() ? text.normalize('NFC').replace(/\r\n?/g, '\n').trim() : text))
    .superRefine(checked(limit, CONTROL_BUT_BREAKS))

/** A reason that is stored in the audit log: 1–500 characters. */
export const reason = line(500).refine((text) => text.length > 0, 'Say why, for the audit log.')

/** A yes or no from a form, a CSV or JSON. */
export const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true', 'on', 'yes', '1'], falsy: ['false', 'off', 'no', '0'] })], {
  error: 'Say true or false.',
})

/** A UUID as our ids are; anything else is refused before the database sees it. */
export const id = z.uuid({ error: 'This is not an id.' })

/** The version of a row that the caller saw, for optimistic locking. */
export const version = z.coerce.number({ error: 'The version is missing.' }).int().min(1).max(2_147_483_647)

/** An instant: a date (its midnight in UTC) or a full ISO 8601 time with offset. */
export const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true }), z.date()], {
    error: 'Enter a date such as 2026-03-14, or a time such as 2026-03-14T09:30:00Z.',
  })
  .transform((value) => new Date(value))
  .refine((value) => value.getTime() >= Date.UTC(1900, 0, 1) && value.getTime() < Date.UTC(10_000, 0, 1), 'Enter a date after 1900.')

/** An instant that is not in the future; a minute's grace for clocks that differ. */
export const pastInstant = instant.refine((value) => value.getTime() <= Date.now() + 60_000, 'This lies in the future.')

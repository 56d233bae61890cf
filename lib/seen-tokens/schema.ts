import { z } from 'zod'
import { id, instant, isStorable } from '../core/fields.ts'
import { defineList } from '../core/list.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length
const TOKEN_BYTES = 8_192
const META_BYTES = 2_048

/** A token of another system as it is, to the letter: at most 8 KB. */
const token = z
  .string({ error: 'Enter the token.' })
  .min(1, 'Enter the token.')
  .refine((text) => text.isWellFormed(), 'This text is damaged: it holds half a character.')
  .refine((text) => bytes(text) <= TOKEN_BYTES, 'At most 8 KB.')

/** What the client notes about the use: names with plain values, 2 KB as JSON. No secrets: people read it. */
const meta = z
  .record(z.string().min(1).max(100).refine(isStorable), z.union([z.string().refine(isStorable), z.number(), z.boolean(), z.null()]), {
    error: 'Give names with texts, numbers, true, false or null.',
  })
  .refine((given) => bytes(JSON.stringify(given)) <= META_BYTES, 'At most 2 KB.')
  .default({})

/** `expiresAt` is when the token itself ends; without it the mark is kept for ever. */
export const useOnceInput = z.strictObject({ token, expiresAt: instant.optional(), meta })
export const findSeenTokenInput = z.strictObject({ token })
export const seenTokenIdInput = z.strictObject({ tokenId: id })
export const noInput = z.strictObject({})

/** What a mark is: still needed, or so long past the token's own end that it may go. */
export const SEEN_TOKEN_STATES = ['any', 'kept', 'deletable'] as const

/** The list of used tokens, newest first. `q` is a part of who used it, or the beginning of its fingerprint. */
export const seenTokensList = defineList({
  sort: ['used'],
  defaultDirection: 'desc',
  filters: { state: z.enum(SEEN_TOKEN_STATES).default('any') },
})
export type SeenTokensListParams = z.output<typeof seenTokensList.strict>

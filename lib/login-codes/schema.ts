import { z } from 'zod'
import { id, isStorable } from '../core/fields.ts'
import { defineList } from '../core/list.ts'

/** What a code can be: still good, used, expired unused, or taken back (by hand or by a newer one). */
export const LOGIN_CODE_STATES = ['open', 'used', 'expired', 'void'] as const
export type LoginCodeState = (typeof LOGIN_CODE_STATES)[number]

/** The list of login codes, newest first: screen and address bar read this one description. `q` is a part of who got it or who made it. */
export const loginCodesList = defineList({
  sort: ['created'],
  defaultDirection: 'desc',
  filters: { state: z.enum(['any', ...LOGIN_CODE_STATES]).default('any'), user: id.optional() },
})
export type LoginCodesListParams = z.output<typeof loginCodesList.strict>

/** For whom the code is, and nothing else: a code has no rights of its own (threat 60). */
export const createLoginCodeInput = z.strictObject({ userId: id })
export const loginCodeIdInput = z.strictObject({ codeId: id })

const LENGTH = 20

const code = z
  .string({ error: 'Enter the code.' })
  .max(200, `A login code has ${LENGTH} characters.`)
  .refine(isStorable, 'Control characters are not allowed.')
  .superRefine((typed, context) => {
    const count = [...typed.replace(/[\s\p{Pd}]+/gu, '')].length
    if (count === 0) context.addIssue({ code: 'custom', message: 'Enter the code.' })
    else if (count !== LENGTH) context.addIssue({ code: 'custom', message: `A login code has ${LENGTH} characters; this has ${count}.` })
  })

/** A code as it was typed or came with a link: 20 characters in any case, with spaces and dashes as one likes. */
export const exchangeLoginCodeInput = z.strictObject({ code })
/** The form for it, which also says where to go afterwards. */
export const loginCodeForm = z.object({ code })

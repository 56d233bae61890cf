import { z } from 'zod'
import { id, isStorable } from '../core/fields.ts'

/** NIST 800-63B-4 asks for 15 as long as the password is the only factor. The setting password.minLength may ask for more. */
export const minPasswordLength = 15
/** Long enough for every password manager, and short enough that hashing it is no attack. */
export const maxPasswordLength = 128

const length = (text: string) => [...text].length

/**
 * A new password: `least`–128 characters (code points) of any kind, spaces included. What is too easy to guess is refused by its rule.
 * Operations check for the 15 that always hold here and for what is set in `insistOnGoodPassword`; forms, which are told, for what is set.
 */
export const newPasswordOf = (least: number) =>
  z
    .string({ error: 'Enter a password.' })
    .refine((text) => text.isWellFormed(), 'This text is damaged: it holds half a character.')
    .superRefine((text, context) => {
      const n = length(text)
      if (n < least)
        context.addIssue({ code: 'custom', message: `At least ${least} characters; this has ${n}. A few words in a row are fine.` })
      if (n > maxPasswordLength) context.addIssue({ code: 'custom', message: `At most ${maxPasswordLength} characters; this has ${n}.` })
    })
export const newPassword = newPasswordOf(minPasswordLength)

/** A password that is to be verified. It says nothing about what is allowed, so that older passwords still work. */
export const presentPassword = z.string({ error: 'Enter your password.' }).min(1, 'Enter your password.').max(1_000, 'This is too long.')

/** The secret of a mailed link. */
export const linkSecret = z
  .string({ error: 'The link is not complete.' })
  .min(1, 'The link is not complete.')
  .max(200, 'This is not a link of ours.')

export const requestPasswordResetInput = z.strictObject({
  identifier: z
    .string({ error: 'Enter your e-mail address or username.' })
    .trim()
    .min(1, 'Enter your e-mail address or username.')
    .max(320, 'At most 320 characters.')
    .refine(isStorable, 'Control characters are not allowed.'),
})
export const setPasswordWithLinkInput = z.strictObject({ token: linkSecret, password: newPassword })
export const changePasswordInput = z.strictObject({ currentPassword: presentPassword, newPassword })
/** `invitation` sets a first password, `reset` replaces one. */
export const sendPasswordLinkInput = z.strictObject({
  userId: id,
  kind: z.enum(['invitation', 'reset'], { error: 'Choose invitation or reset.' }),
})
/** Asks whether a link still works, without using it up. */
export const passwordLinkInput = z.strictObject({ token: linkSecret })

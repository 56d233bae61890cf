import { z } from 'zod'
import { isStorable } from '../core/fields.ts'
import { linkSecret, newPassword } from '../passwords/schema.ts'
import { email, firstName, lastName, username } from '../users/schema.ts'

/** Signing in by username or e-mail address, in any case. */
export const signInInput = z.object({
  identifier: z
    .string({ error: 'Enter your username or e-mail address.' })
    .trim()
    .min(1, 'Enter your username or e-mail address.')
    .max(320, 'At most 320 characters.')
    .refine(isStorable, 'Control characters are not allowed.'),
  password: z.string({ error: 'Enter your password.' }).min(1, 'Enter your password.').max(1_000, 'This is too long.'),
})

/** The person who becomes the first administrator, with the secret of the link that the server printed. */
export const claimFirstAdministratorInput = z.strictObject({
  token: linkSecret,
  username,
  email,
  firstName: firstName.default(''),
  lastName: lastName.default(''),
  password: newPassword,
})
export const firstAdministratorLinkInput = z.strictObject({ token: linkSecret })
export const noInput = z.strictObject({})
/** The form of somebody who signs in with a certificate says where to go afterwards, and nothing about who it is. */
export const certificateForm = z.object({})

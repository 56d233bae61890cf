import { z } from 'zod'
import { givenFields } from '../custom-fields/schema.ts'
import { flag, id, instant, line, paragraph, pastInstant, reason, version, isStorable } from '../core/fields.ts'
import { REVOCATION_REASON_NAMES } from '../core/revocation-reasons.ts'

/** Names that would mislead, or collide with addresses of the application. Compared without regard to case. */
const RESERVED_USERNAMES = new Set(
  `admin administrator root system anonymous anon_admin api me self new null undefined support security help login logout sign-in sign-out
   account settings users groups roles people enroll gatehouse`.split(/\s+/),
)

/** 3–150 of A–Z a–z 0–9 . _ + -, not a reserved name. Unique without regard to case, for ever (seed 003 calls it callsign). */
export const username = z
  .string({ error: 'Enter a username.' })
  .trim()
  .min(3, 'At least 3 characters.')
  .max(150, 'At most 150 characters.')
  .regex(/^[A-Za-z0-9._+-]*$/, 'Only letters A to Z, digits and . _ + - are allowed.')
  .refine((name) => !RESERVED_USERNAMES.has(name.toLowerCase()), 'That name is reserved.')

const EMAIL = /^[^\s@"(),:;<>[\]\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z][a-z0-9-]{0,61}[a-z0-9])$/iu

/** Why a text is not one plain e-mail address, or null. Look-alike signs that normalising would turn into "@" are refused (threat 16). */
function whyNotEmail(raw: string): string | null {
  if (raw === '') return 'Enter an e-mail address.'
  if (!raw.isWellFormed()) return 'This text is damaged: it holds half a character.'
  const text = raw.normalize('NFKC')
  const ats = (value: string) => value.split('@').length - 1
  if (ats(text) !== ats(raw)) return 'The address holds a sign that only looks like @.'
  if (/[,;\s]/.test(text)) return 'Enter one address, without spaces or commas.'
  if (text.length > 254) return 'At most 254 characters.'
  if (
    !EMAIL.test(text) ||
    // eslint-disable-next-line no-control-regex -- control characters are what this refuses
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u.test(text) ||
    /^\.|\.\.|\.@/.test(text)
  )
    return 'Enter an address such as ann@example.org; the part after @ in plain letters.'
  return null
}

/** An e-mail address: ≤ 254, ASCII domain, NFKC and trimmed. Unique without regard to case. */
export const email = z
  .string({ error: 'Enter an e-mail address.' })
  .max(2_000, 'At most 254 characters.')
  .trim()
  .superRefine((text, context) => {
    const why = whyNotEmail(text)
    if (why) context.addIssue({ code: 'custom', message: why })
  })
  .transform((text) => text.normalize('NFKC'))

export const firstName = line(150)
export const lastName = line(150)
export const organisation = line(255)
export const bio = paragraph(2_000)
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `Choose one of: ${values.join(', ')}.` })
export const searchVisibility = oneOf(['public', 'private'])
export const emailPrivacy = oneOf(['public', 'private', 'never'])
export const publicProfile = flag

/** Everything about a person that a profile form may set, without the names of sign-in. Seed 000's profile and privacy fields. */
export const profileFields = { firstName, lastName, organisation, bio, searchVisibility, emailPrivacy, publicProfile }

/** The names of those fields, for `select`, `partial` and comparisons. */
export const OWN_PROFILE = {
  firstName: true,
  lastName: true,
  organisation: true,
  bio: true,
  searchVisibility: true,
  emailPrivacy: true,
  publicProfile: true,
} as const
/** What an administrator's form may set: the same and the names of sign-in. */
export const PROFILE = { username: true, email: true, ...OWN_PROFILE } as const

const profileDefaults = {
  firstName: firstName.default(''),
  lastName: lastName.default(''),
  organisation: organisation.default(''),
  bio: bio.default(''),
  searchVisibility: searchVisibility.default('public'),
  emailPrivacy: emailPrivacy.default('private'),
  publicProfile: publicProfile.default(true),
}

/** Refuses a password with the reason instead of as an unknown field: whoever sends one should learn what happens here instead. */
const noPassword = z
  .undefined({ error: 'Nobody chooses a password for somebody else. A link to set one goes to the user instead.' })
  .optional()

/** Roles to give to one new user. */
const roleIds = z
  .union([id.transform((one) => [one]), z.array(id).max(20, 'At most 20 roles at once.')])
  .default([])
  .transform((ids) => [...new Set(ids)])

/** A new user. A link to set a password is mailed and returned once. `groupId` is needed when the creator's reach is limited to groups. */
export const createUserInput = z.strictObject({
  username,
  email,
  ...profileDefaults,
  roleIds,
  groupId: id.optional(),
  fields: givenFields.optional(),
  password: noPassword,
})
export type CreateUserInput = z.input<typeof createUserInput>

/** A hash that an older system made: Argon2id in PHC form, or bcrypt. Checked for shape here, for strength at the next sign-in. */
const passwordHash = z
  .string()
  .max(300)
  .regex(
    /^(\$argon2id\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{11,88}\$[A-Za-z0-9+/]{22,88}|\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53})$/,
    'Only Argon2id ($argon2id$…) and bcrypt ($2b$…) hashes are accepted.',
  )

/** One user of an import: the same rules as the form, and what only an import may say. No link is mailed. */
export const importedUser = z.strictObject({
  username,
  email,
  ...profileDefaults,
  dateJoined: pastInstant.optional(),
  passwordHash: passwordHash.optional(),
  fields: givenFields.optional(),
})
export type ImportedUser = z.output<typeof importedUser>

/** Up to 1,000 users, each checked by itself (`importedUser`), so that one bad row refuses itself only. */
export const createUsersInput = z.strictObject({
  users: z.array(z.unknown()).min(1).max(1_000, 'At most 1,000 users at once.'),
  groupId: id.optional(),
})

/** A partial edit: absent fields stay. `version` is the one that the editor saw. */
export const updateUserInput = z
  .strictObject({ userId: id, version, username, email, ...profileFields, fields: givenFields, password: noPassword })
  .partial({ ...PROFILE, fields: true })

/** Creates the user with this e-mail, or changes what differs. A username is needed for a new one only. */
export const upsertUserInput = z
  .strictObject({ email, username, ...profileFields, fields: givenFields, password: noPassword })
  .partial({ username: true, ...OWN_PROFILE, fields: true })

/** Text to find somebody by: it need not be one that anybody could have. */
const lookedUp = (limit: number) => z.string().trim().max(limit).refine(isStorable, 'Control characters are not allowed.')

export const userIdInput = z.strictObject({ userId: id })
export const userIdsInput = z.strictObject({ userIds: z.array(id).max(1_000, 'At most 1,000 ids at once.') })
export const usernameInput = z.strictObject({ username: lookedUp(150).min(1) })
export const emailInput = z.strictObject({ email: lookedUp(320).min(1) })
/** Whether a name is free, except that `exceptUserId` may have it already. */
export const usernameAvailableInput = z.strictObject({ username, exceptUserId: id.optional() })
export const emailAvailableInput = z.strictObject({ email, exceptUserId: id.optional() })
export const createdWithinInput = z.strictObject({
  from: instant,
  to: instant,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})
/** The search text of pickers and the palette. */
export const searchUsersInput = z.strictObject({ q: lookedUp(200), limit: z.coerce.number().int().min(1).max(20).default(8) })
export const countUsersInput = z.strictObject({})

/** Why access ends, in the words of RFC 5280 (seed 003); empty: not said. */
export const revocationReason = z.enum(['', ...REVOCATION_REASON_NAMES], { error: 'Choose one of the reasons, or none.' }).default('')
export const deactivateUserInput = z.strictObject({ userId: id, reason, revocationReason })
/** `reason` is optional where the act gives back rather than takes away. */
export const reactivateUserInput = z.strictObject({ userId: id, reason: line(500).default('') })
export const deleteUserInput = z.strictObject({ userId: id, reason: line(500).default('') })
export const purgeTrashInput = z.strictObject({})
export const restoreUserInput = z.strictObject({ userId: id })
/** Typing the username is the confirmation: case matters. */
export const purgeUserInput = z.strictObject({ userId: id, username: z.string().max(150) })
/** `at` absent means now; a later sign-in that is already recorded is not moved back. */
export const recordSignInInput = z.strictObject({ userId: id, at: pastInstant.optional() })

export const STATUSES = ['ACTIVE', 'DEACTIVATED', 'DELETED', 'ANONYMIZED'] as const
export type UserStatus = (typeof STATUSES)[number]

import { z } from 'zod'
import { flag, id, line, version } from '../core/fields.ts'
import { email } from '../users/schema.ts'
import { TYPES } from './rules-words.ts'

const type = z.enum(TYPES, { error: `Choose one of: ${TYPES.join(', ')}.` })
const name = line(255)
const place = line(100)
const postalCode = line(20)
/** An address, or none: older memberships have none. */
const emailAddress = z.union([z.string().trim().length(0), email])

/** What an administrator's form may set of a membership: never its user, nor the day of the affirmation, which `votes` and affirming write. */
export const membershipFields = {
  type,
  legalName: name,
  preferredName: name,
  emailAddress,
  city: place,
  region: place,
  country: place,
  postalCode,
  codeOfConduct: flag,
  announcements: flag,
  votes: flag,
}
const PARTIAL = {
  type: true,
  legalName: true,
  preferredName: true,
  emailAddress: true,
  city: true,
  region: true,
  country: true,
  postalCode: true,
  codeOfConduct: true,
  announcements: true,
  votes: true,
} as const
/** The names of those fields, for comparing and for the log. */
export const MEMBERSHIP_FIELDS = Object.keys(membershipFields) as (keyof typeof membershipFields)[]

/** A new membership; what is left out is empty, no, or basic. */
export const createMembershipInput = z.strictObject({
  userId: id,
  type: type.default('basic'),
  legalName: name.default(''),
  preferredName: name.default(''),
  emailAddress: emailAddress.default(''),
  city: place.default(''),
  region: place.default(''),
  country: place.default(''),
  postalCode: postalCode.default(''),
  codeOfConduct: flag.default(false),
  announcements: flag.default(false),
  votes: flag.default(false),
})
/** A partial edit: absent fields stay. `version` is the one that the editor saw. */
export const updateMembershipInput = z.strictObject({ membershipId: id, version, ...membershipFields }).partial(PARTIAL)
/** Creates the membership of this user, or changes what differs. */
export const upsertMembershipInput = z.strictObject({ userId: id, ...membershipFields }).partial(PARTIAL)
export const membershipIdInput = z.strictObject({ membershipId: id })
export const membershipOfUserInput = z.strictObject({ userId: id })

const required = (field: z.ZodType<string>, message: string) => field.refine((text) => text !== '', message)

/** What members say about themselves: all of it is asked for, as python.org does. */
export const ownFields = {
  legalName: required(name, 'Enter your legal name.'),
  preferredName: required(name, 'Enter the name that you go by.'),
  emailAddress: email,
  city: required(place, 'Enter your city.'),
  region: required(place, 'Enter your state, province or region.'),
  country: required(place, 'Enter your country.'),
  postalCode: required(postalCode, 'Enter your postal code.'),
}
/** Joining needs a yes to the code of conduct; nothing else decides over it. */
export const joinMembershipInput = z.strictObject({
  ...ownFields,
  codeOfConduct: flag.refine((accepted) => accepted, 'Accept the code of conduct to become a member.'),
  announcements: flag.default(false),
})
/**
 * An edit of one's own membership: all of it, so that an emptied field is refused and not left out. Not its type, not the vote; the code
 * of conduct can be accepted where it is not, and never taken back.
 */
export const updateOwnMembershipInput = z.strictObject({ version, ...ownFields, announcements: flag, codeOfConduct: flag.optional() })
export const ownMembershipInput = z.strictObject({})

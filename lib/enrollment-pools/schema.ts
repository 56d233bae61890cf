// What the operations of enrollment pools and invitations take. Runs in browsers too.
import { z } from 'zod'
import { flag, id, instant, isStorable, line, paragraph, version } from '../core/fields.ts'
import { email, firstName, lastName } from '../users/schema.ts'

/** One link for many people, or many links for one person each. */
export const POOL_KINDS = ['shared', 'single_use'] as const
export type PoolKind = (typeof POOL_KINDS)[number]
/** Whether approved applicants get a certificate: never, when they ask for one, or at once. */
export const POOL_CERTIFICATES = ['none', 'on_request', 'on_approval'] as const
export type PoolCertificate = (typeof POOL_CERTIFICATES)[number]
/** How a question is answered: one line, several lines, one of its options, or a tick. */
export const QUESTION_TYPES = ['line', 'text', 'choice', 'checkbox'] as const
export type QuestionType = (typeof QUESTION_TYPES)[number]
/** So many single-use links are made at once, and so many a pool has in all. */
export const MOST_LINKS_AT_ONCE = 10_000
export const MOST_LINKS = 100_000
/** So many people one list invites. */
export const MOST_INVITED = 200
const MOST_QUESTIONS = 20
const MOST_EXTRA_BYTES = 4_096

/** A form sends an emptied field as empty text. */
const orNone = <S extends z.ZodType>(schema: S) => z.preprocess((given) => (given === '' ? null : given), schema.nullable())
/** One value or several; forms send none as an empty text. */
const several = <S extends z.ZodType>(each: S, most: number, what: string) =>
  z.preprocess(
    (given) => (given === undefined ? undefined : [given].flat().filter((one) => one !== '')),
    z.array(each).max(most, `At most ${most} ${what}.`),
  )
/** A form sends a structure as JSON text. */
const fromText = <S extends z.ZodType>(schema: S, empty: () => unknown) =>
  z.preprocess((given, context) => {
    if (typeof given !== 'string') return given
    if (given.trim() === '') return empty()
    if (given.length > 100_000) return (context.addIssue({ code: 'custom', message: 'This is too long.' }), z.NEVER)
    try {
      return JSON.parse(given) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'This is not JSON. Check quotes, commas and brackets.' })
      return z.NEVER
    }
  }, schema)

/** 1–100 characters. Not unique: two teams may both have "Newcomers". */
export const poolName = line(100).refine((text) => text.length > 0, 'Enter a name.')

const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/
/** A domain as in e-mail addresses ("example.org", also "xn--…"), in lower case; "*.example.org" stands for its sub-domains, not for itself. */
export const domain = z
  .string({ error: 'Enter a domain.' })
  .trim()
  .toLowerCase()
  .max(253, 'At most 253 characters.')
  .regex(DOMAIN, 'Enter a domain such as example.org, or *.example.org for all below it, in plain letters.')
/** Up to 50 domains; a text is split at line breaks, spaces, commas and semicolons. None: any domain. */
const domains = z.preprocess(
  (given) => [given ?? []].flat().flatMap((each) => (typeof each === 'string' ? each.split(/[\s,;]+/).filter(Boolean) : [each])),
  z
    .array(domain)
    .max(50, 'At most 50 domains.')
    .transform((all) => [...new Set(all)]),
)

/** Ends in the future. Null or empty: never. */
const expiry = orNone(instant.refine((end) => end.getTime() > Date.now(), 'This lies in the past: nobody could use the link.'))
/** How many may enroll, 1 to 1,000,000. Null or empty: any number. */
const quota = orNone(
  z.coerce
    .number({ error: 'Enter a whole number.' })
    .int('Enter a whole number.')
    .min(1, 'At least 1, or leave it empty.')
    .max(1_000_000, 'At most 1,000,000, or leave it empty for no limit.'),
)
const links = z.coerce
  .number({ error: 'Enter a whole number.' })
  .int('Enter a whole number.')
  .min(1, 'At least 1 link.')
  .max(MOST_LINKS_AT_ONCE, 'At most 10,000 links at once.')

const role = z.preprocess(
  (given) => {
    if (typeof given !== 'string') return given
    const [roleId, reachGroupId = null] = given.split('@')
    return { roleId, reachGroupId }
  },
  z.strictObject({ roleId: id, reachGroupId: id.nullable().default(null) }),
)
/** Roles to give, each with its reach: `{ roleId, reachGroupId }`, or from forms "ROLE" (everywhere) or "ROLE@GROUP". */
const roles = several(role, 20, 'roles').refine(
  (all) => new Set(all.map(({ roleId }) => roleId)).size === all.length,
  'Each role once, with one reach.',
)
export type PoolRole = z.output<typeof role>
const groupIds = several(id, 20, 'groups').transform((all) => [...new Set(all)])

/** A question of a pool. `key` stays with the answers when the words change: small letters, digits and underscores. */
export const question = z
  .strictObject({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, 'A key begins with a small letter; small letters, digits and _ follow, at most 50.'),
    label: line(200).refine((text) => text.length > 0, 'Enter the question.'),
    type: z.enum(QUESTION_TYPES, { error: `Choose one of: ${QUESTION_TYPES.join(', ')}.` }).default('line'),
    required: flag.default(false),
    options: z
      .array(line(200).refine((text) => text.length > 0, 'An option is empty.'))
      .max(50, 'At most 50 options.')
      .default([]),
  })
  .superRefine(({ type, options }, context) => {
    const issue = (message: string) => context.addIssue({ code: 'custom', path: ['options'], message })
    if (type === 'choice' && options.length < 2) issue('Give at least two options to choose from.')
    if (type !== 'choice' && options.length > 0) issue('Only a choice has options.')
    if (new Set(options).size !== options.length) issue('Each option once.')
  })
export type Question = z.output<typeof question>
/** Up to 20 questions; also as JSON text. */
export const questions = fromText(
  z
    .array(question)
    .max(MOST_QUESTIONS, `At most ${MOST_QUESTIONS} questions.`)
    .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'Two questions have the same key.'),
  () => [],
)

const extraKey = z
  .string()
  .regex(/^[A-Za-z_][\w.-]{0,99}$/, 'A name begins with a letter or _; letters, digits, _, . and - follow, at most 100.')
const extraValue = z.union([z.string().refine(isStorable, 'Control characters are not allowed.'), z.number(), z.boolean()], {
  error: 'Only texts, numbers, true and false.',
})
/** Values that users get from their pool (seed 003): a flat JSON object of at most 4,096 bytes; also as JSON text. */
export const extra = fromText(
  z
    .record(extraKey, extraValue, { error: 'Enter a JSON object such as {"site": "Berlin"}.' })
    .refine((given) => !Object.hasOwn(given, '__proto__'), 'This name is not allowed.')
    .refine((given) => new TextEncoder().encode(JSON.stringify(given)).length <= MOST_EXTRA_BYTES, 'At most 4,096 bytes.'),
  () => ({}),
)
export type Extra = z.output<typeof extra>

/** Everything that a form sets about a pool. */
export const poolFields = {
  name: poolName,
  welcome: paragraph(2_000),
  terms: paragraph(10_000),
  expiresAt: expiry,
  quota,
  domains,
  needsApproval: flag,
  needsSecondApprover: flag,
  needsApprovalCode: flag,
  listed: flag,
  certificate: z.enum(POOL_CERTIFICATES, { error: `Choose one of: ${POOL_CERTIFICATES.join(', ')}.` }),
  groupId: orNone(id),
  groupIds,
  roles,
  questions,
  extra,
}
/** The names of those fields. */
export const POOL_FIELDS = Object.keys(poolFields) as (keyof typeof poolFields)[]
/** A pool as its settings say it. */
export type PoolSettings = z.output<z.ZodObject<typeof poolFields>>

/**
 * A new pool. `links` is how many links a single-use pool begins with; such a pool has no quota, and no place in the list of the sign-in
 * page. `groupId` is needed when the creator's right is limited to groups.
 */
export const createPoolInput = z
  .strictObject({
    kind: z.enum(POOL_KINDS, { error: 'Choose one shared link or links for one person each.' }).default('shared'),
    name: poolName,
    welcome: poolFields.welcome.default(''),
    terms: poolFields.terms.default(''),
    expiresAt: expiry.default(null),
    quota: quota.default(null),
    domains: domains.default([]),
    needsApproval: flag.default(true),
    needsSecondApprover: flag.default(false),
    needsApprovalCode: flag.default(false),
    listed: flag.default(false),
    certificate: poolFields.certificate.default('none'),
    groupId: poolFields.groupId.default(null),
    groupIds: groupIds.default([]),
    roles: roles.default([]),
    questions: questions.default([]),
    extra: extra.default({}),
    links: orNone(links).default(null),
  })
  .superRefine(({ kind, links: wanted, quota: most, listed }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (kind === 'single_use' && wanted === null) issue('links', 'Say how many links to make, 1 to 10,000.')
    if (kind === 'shared' && wanted !== null) issue('links', 'A shared pool has one link.')
    if (kind === 'single_use' && most !== null) issue('quota', 'Each link works for one person, so the number of links is the limit.')
    if (kind === 'single_use' && listed) issue('listed', 'Only a shared link can be shown on the sign-in page.')
  })
export type CreatePoolInput = z.input<typeof createPoolInput>

/** A partial edit: absent fields stay. `version` is the one that the editor saw. */
export const updatePoolInput = z.strictObject({ poolId: id, version, ...z.object(poolFields).partial().shape })
export const poolIdInput = z.strictObject({ poolId: id })
/** `preview` counts what goes with the pool and deletes nothing. */
export const deletePoolInput = z.strictObject({ poolId: id, preview: flag.default(false) })
/** The link of a shared pool, or one of a single-use pool: `linkId` is needed there. */
export const showPoolLinkInput = z.strictObject({ poolId: id, linkId: id.optional() })
export const poolLinkIdInput = z.strictObject({ poolId: id, linkId: id })
/** `quota` is the new total of a shared pool (null: no limit), `links` how many more a single-use pool gets. Exactly one of the two. */
export const topUpPoolInput = z
  .strictObject({ poolId: id, quota: quota.optional(), links: links.optional() })
  .refine((given) => (given.quota === undefined) !== (given.links === undefined), {
    message: 'Give a new quota, or a number of links.',
    path: ['quota'],
  })
export const noInput = z.strictObject({})
/** A few pools by name, for a picker. */
export const searchPoolsInput = z.strictObject({
  q: z.string().trim().max(200).refine(isStorable, 'Control characters are not allowed.').default(''),
  limit: z.coerce.number().int().min(1).max(20).default(8),
})

const gives = {
  groupId: orNone(id).default(null),
  groupIds: groupIds.default([]),
  roles: roles.default([]),
  /** Stands in the mail and above the form. */
  message: paragraph(2_000).default(''),
  /** When the link stops working; without it, after as many days as the settings say. At most a year. */
  expiresAt: expiry
    .refine((end) => end === null || end.getTime() < Date.now() + 366 * 86_400_000, 'At most a year from now.')
    .default(null),
}
/** Invites one person. `groupId` is needed when the right to invite is limited to groups. */
export const inviteUserInput = z.strictObject({ email, firstName: firstName.default(''), lastName: lastName.default(''), ...gives })

/** Up to 200 addresses, one per line: "ann@example.org" or "Ann Lee <ann@example.org>". Each is checked by itself. */
export const inviteUsersInput = z.strictObject({
  list: z
    .string({ error: 'Enter text.' })
    .max(100_000, `At most ${MOST_INVITED} lines.`)
    .refine(isStorable, 'Control characters are not allowed.')
    .transform((text) =>
      text
        .split(/[\n;]/)
        .map((each) => each.trim())
        .filter(Boolean),
    ) // prettier-ignore
    .refine((lines) => lines.length > 0, 'Name at least one e-mail address.')
    .refine((lines) => lines.length <= MOST_INVITED, `At most ${MOST_INVITED} lines. Split the list.`),
  ...gives,
})
export const invitationIdInput = z.strictObject({ invitationId: id })

/** One line of a list as an e-mail address with a name, or the sentence that says what is wrong. The last word of a name is the last name. */
export function readInvited(text: string): { email: string; firstName: string; lastName: string } | { problem: string } {
  const [, name = '', inside] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? []
  const address = email.safeParse(inside ?? text)
  if (!address.success) return { problem: address.error.issues[0]?.message ?? 'This is not an e-mail address.' }
  const words = name.replace(/^"|"$/g, '').trim().split(/\s+/).filter(Boolean)
  const parsed = z.object({ firstName, lastName }).safeParse({ firstName: words.slice(0, -1).join(' ') || (words[0] ?? ''), lastName: words.length > 1 ? words.at(-1) : '' }) // prettier-ignore
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? 'This is not a name.' }
  return { email: address.data, ...parsed.data }
}

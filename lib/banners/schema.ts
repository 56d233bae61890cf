import { z } from 'zod'
import { flag, id, instant, line, paragraph, version } from '../core/fields.ts'
import { BANNER_AUDIENCES, BANNER_KINDS, wrongTogether } from './rules.ts'
import { LOCAL_TIME, isTimeZone, momentIn } from './rules-times.ts'

/** A banner is on at most this many path prefixes. */
export const MOST_PATHS = 50

const title = line(500).refine((text) => text.length > 0, 'Enter a title.')
const message = paragraph(1_000).refine((text) => text.length > 0, 'Enter a message.')

/** Browsers drop blanks and read `\` as `/`, so an address with any of them is not what it looks like. */
function whyNotLink(text: string): string | null {
  const url = /[\s\\]/.test(text) ? null : URL.parse(text)
  if (!url || !/^https?:\/\/[^/]/i.test(text)) return 'Enter a whole address that begins with https:// or http://.'
  return url.username || url.password ? 'Leave name and password out of the address.' : null
}

/** An address of the web, or nothing. */
const link = line(1_000).superRefine((text, context) => {
  const why = text === '' ? null : whyNotLink(text)
  if (why) context.addIssue({ code: 'custom', message: why })
})

/** A path as the address bar shows it, without a query. */
const path = z
  .string()
  .max(200, 'A path has at most 200 characters.')
  .regex(/^\/(?!\/)[\w\-.~!$&'()*+,;=:@%/]*$/, 'Enter paths such as /users, one per line: the part of the address after the host.')
  .refine((text) => !text.includes('//') && !/\/\.{1,2}(\/|$)/.test(text), 'A path has no empty parts and no dots for parts.')

/** Path prefixes, one per line or as a list, each once and without an ending `/`; none: every page. */
const paths = z
  .union([z.string().max(20_000), z.array(z.string())], { error: 'Enter paths, one per line.' })
  .transform((given) => (typeof given === 'string' ? given.split(/[\n,]/) : given).map((each) => each.trim()).filter((each) => each !== ''))
  .superRefine((given, context) => {
    if (given.length > MOST_PATHS) context.addIssue({ code: 'custom', message: `At most ${MOST_PATHS} paths.` })
    for (const each of given.slice(0, MOST_PATHS)) {
      const [issue] = path.safeParse(each).error?.issues ?? []
      if (issue) context.addIssue({ code: 'custom', message: `“${each.slice(0, 60)}”: ${issue.message}` })
    }
  })
  .transform((given) => [...new Set(given.map((each) => each.replace(/(?<=.)\/$/, '')))])

const nothing = z.literal('').transform(() => null)
/** A moment, or a local time in the zone that the input names beside it; empty: none. */
const moment = z.union([nothing, z.null(), z.string().regex(LOCAL_TIME), instant], {
  error: 'Enter a date and a time.',
})
const timeZone = z.union([z.literal('').transform(() => 'UTC'), z.string().max(100).refine(isTimeZone, 'This time zone is not known.')])

const contents = {
  title,
  message,
  link,
  /** What the link says; without it, the name of its host. */
  linkText: line(255),
  kind: z.enum(BANNER_KINDS, { error: 'Choose a kind.' }),
  dismissible: flag,
  paths,
  startsAt: moment,
  endsAt: moment,
}
const audience = z.enum(BANNER_AUDIENCES, { error: 'Choose whom the banner is for.' })
const audienceRoleId = z.union([id, nothing, z.null()], { error: 'Choose a role.' }).optional()
/** A group's id or its name. */
const audienceGroup = z.union([nothing, line(255), z.null()]).optional()

type Given = {
  timeZone: string
  startsAt?: Date | string | null | undefined
  endsAt?: Date | string | null | undefined
  link?: string | undefined
  linkText?: string | undefined
  audience?: (typeof BANNER_AUDIENCES)[number] | undefined
  audienceRoleId?: string | null | undefined
  audienceGroup?: string | null | undefined
}

/** What no field can say alone: local times become moments, and what belongs together must fit. */
function together<T extends Given>({ timeZone, startsAt: from, endsAt: until, ...given }: T, context: z.RefinementCtx) {
  const wrong = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  const momentOf = (field: 'startsAt' | 'endsAt', value: Given['startsAt']) => {
    if (typeof value !== 'string') return value
    const moment = momentIn(timeZone, value)
    const isDated = moment !== null && moment.getUTCFullYear() >= 1900 && moment.getUTCFullYear() < 10_000
    if (!isDated) wrong(field, 'There is no such day or time.')
    return isDated ? moment : null
  }
  const [startsAt, endsAt] = [momentOf('startsAt', from), momentOf('endsAt', until)]
  const misfits = wrongTogether({ startsAt, endsAt, link: given.link, linkText: given.linkText })
  for (const [field, message] of Object.entries(misfits)) wrong(field, message)
  if (given.audience === 'role' && !given.audienceRoleId) wrong('audienceRoleId', 'Choose a role.')
  if (given.audience === 'group' && !given.audienceGroup) wrong('audienceGroup', 'Choose a group.')
  return { ...given, startsAt, endsAt }
}

/**
 * A new banner, which nobody sees until it is enabled. `timeZone` is for `startsAt` and `endsAt` that are local times; both are moments in
 * the output. `audienceGroup` is a group's id or name.
 */
export const createBannerInput = z
  .strictObject({
    ...contents,
    link: link.default(''),
    linkText: line(255).default(''),
    kind: contents.kind.default('info'),
    dismissible: flag.default(true),
    paths: paths.default([]),
    startsAt: moment.default(null),
    endsAt: moment.default(null),
    timeZone: timeZone.default('UTC'),
    audience: audience.default('everyone'),
    audienceRoleId,
    audienceGroup,
  })
  .transform(together)

/** A change: absent fields stay. With `showAgain` whoever dismissed it sees it again, even if they see nothing new. */
export const updateBannerInput = z
  .strictObject({
    bannerId: id,
    version,
    ...z.object(contents).partial().shape,
    timeZone: timeZone.default('UTC'),
    audience: audience.optional(),
    audienceRoleId,
    audienceGroup,
    showAgain: flag.default(false),
  })
  .transform(together)

export const bannerIdInput = z.strictObject({ bannerId: id })
export const offeredAudiencesInput = z.strictObject({})
/** The banner that somebody saw and wants to see no more, as they saw it. */
export const dismissBannerInput = z.strictObject({ bannerId: id, revision: version })

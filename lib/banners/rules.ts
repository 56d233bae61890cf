type Why = { reason: string; message: string } | null

/** What a banner can be, the gravest first: the order in which readers see several. */
export const BANNER_KINDS = ['error', 'warning', 'info', 'success'] as const
export type BannerKind = (typeof BANNER_KINDS)[number]

/** Whom a banner can be for. `role`: its holders, also through groups; `group`: its members and those of its sub-groups. */
export const BANNER_AUDIENCES = ['everyone', 'signed_in', 'role', 'group'] as const
export type BannerAudience = (typeof BANNER_AUDIENCES)[number]

/** A banner as its readers get it. `revision` counts what they have seen; `paths` are the pages that it is on, all when there are none. */
export type ShownBanner = {
  id: string
  revision: number
  kind: BannerKind
  title: string
  message: string
  link: string
  linkText: string
  dismissible: boolean
  paths: readonly string[]
}

/** As many can be enabled and not over at once: every page asks for them. */
export const MOST_ENABLED = 50

/** What a banner is at a moment: off; going to show; showing; over; or for a role or group that is gone, so that nobody sees it. */
export type BannerState = 'off' | 'scheduled' | 'showing' | 'over' | 'nobody'

type Plan = {
  enabled: boolean
  startsAt: Date | null
  endsAt: Date | null
  audience: BannerAudience
  audienceRoleId: string | null
  audienceGroupId: string | null
}

/** Whether a banner is for a role or group that was deleted. */
export const isForNobody = ({ audience, audienceRoleId, audienceGroupId }: Omit<Plan, 'enabled' | 'startsAt' | 'endsAt'>) =>
  (audience === 'role' && audienceRoleId === null) || (audience === 'group' && audienceGroupId === null)

/** The state of a banner at `now`: it begins with the moment of its start and ends with that of its end. */
export function stateOf(banner: Plan, now: Date): BannerState {
  if (!banner.enabled) return 'off'
  if (banner.endsAt !== null && banner.endsAt <= now) return 'over'
  if (isForNobody(banner)) return 'nobody'
  return banner.startsAt !== null && banner.startsAt > now ? 'scheduled' : 'showing'
}

/** Whether a page lies under one of the path prefixes: whole parts of a path count, so `/users` is not the start of `/users-old`. */
export const isOnPage = (paths: readonly string[], path: string) =>
  paths.length === 0 || paths.some((prefix) => prefix === '/' || path === prefix || path.startsWith(`${prefix}/`))

type Contents = {
  startsAt?: Date | null | undefined
  endsAt?: Date | null | undefined
  link?: string | undefined
  linkText?: string | undefined
}

/** What does not fit together, as sentences by field: an end before the start, a text for a link to nowhere. What is absent fits. */
export const wrongTogether = ({ startsAt, endsAt, link, linkText }: Contents): Record<string, string> => ({
  ...(startsAt && endsAt && endsAt <= startsAt ? { endsAt: 'The end must come after the start.' } : {}),
  ...(link === '' && linkText ? { link: 'Enter the address that this text leads to, or take the text away.' } : {}),
})

/** Why a banner cannot be enabled, or null. `others` counts those that are enabled and not over. */
export function whyNotEnable(banner: Plan, others: number, now: Date): Why {
  if (banner.endsAt !== null && banner.endsAt <= now)
    return { reason: 'OVER', message: 'The end of this banner has passed, so nobody would see it. Choose a later end first.' }
  if (isForNobody(banner))
    return {
      reason: 'NO_AUDIENCE',
      message: `The ${banner.audience} that this banner was for is gone, so nobody would see it. Choose whom it is for first.`,
    }
  if (others >= MOST_ENABLED)
    return {
      reason: 'TOO_MANY_BANNERS',
      message: `${MOST_ENABLED} banners are enabled, which is the most at once. Disable one first.`,
    }
  return null
}

type Readable = Pick<ShownBanner, 'kind' | 'title' | 'message' | 'link' | 'linkText' | 'dismissible'>

/** Whether readers see something new after a change: then whoever dismissed the banner sees it again. */
export const isNewToReaders = (before: Readable, after: Readable) =>
  (['kind', 'title', 'message', 'link', 'linkText', 'dismissible'] as const).some((name) => before[name] !== after[name])

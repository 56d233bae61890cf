import '#server-only'
import { cookies } from 'next/headers'
import { dismissBanner } from '../banners/mutations.ts'
import { bannersForEverybody } from '../banners/read.ts'
import type { ShownBanner } from '../banners/rules.ts'
import { dismissBannerInput } from '../banners/schema.ts'
import type { Actor } from '../core/actor.ts'
import { parseInput } from '../core/operation.ts'
import { cookieNamed } from './cookie.ts'

const YEAR_SECONDS = 365 * 24 * 3600
/** A browser remembers at most this many; those that are gone by then make room by themselves. */
const MOST_REMEMBERED = 50

const bannersCookie = () => cookieNamed('banners')
const markOf = ({ id, revision }: Pick<ShownBanner, 'id' | 'revision'>) => `${id}.${revision}`

/** What this browser dismissed while nobody was signed in: ids and revisions, and whatever else somebody put into the cookie. */
async function remembered(): Promise<Set<string>> {
  const value = (await cookies()).get(bannersCookie().name)?.value ?? ''
  return new Set(value.slice(0, 4_000).split('_'))
}

/** The banners that everybody may see, without those that were dismissed in this browser as they are now. */
export async function bannersForThisBrowser(): Promise<ShownBanner[]> {
  const banners = bannersForEverybody()
  if (banners.length === 0) return banners
  const gone = await remembered()
  return banners.filter((banner) => !banner.dismissible || !gone.has(markOf(banner)))
}

/** Only banners that show now are remembered, so that the cookie cannot grow. */
async function rememberInBrowser(bannerId: string, revision: number): Promise<void> {
  const gone = (await remembered()).add(markOf({ id: bannerId, revision }))
  const marks = bannersForEverybody().map(markOf)
  const kept = marks.filter((mark) => gone.has(mark)).slice(0, MOST_REMEMBERED)
  const { name, options } = bannersCookie()
  ;(await cookies()).set(name, kept.join('_'), { ...options, maxAge: YEAR_SECONDS })
}

/**
 * What the button on a banner calls: a user's dismissal is stored, of everybody else the browser remembers it. Shaped like an operation so
 * that the form adapter serves it; it needs no session and tells nothing about any banner.
 */
export const dismissShownBanner = Object.assign(
  async (actor: Actor, input: unknown): Promise<void> => {
    if (actor.kind === 'user') return dismissBanner(actor, input)
    const { bannerId, revision } = parseInput(dismissBannerInput, input)
    await rememberInBrowser(bannerId, revision)
  },
  { operation: { name: 'dismissShownBanner', permission: null, input: dismissBannerInput } },
)

import '#server-only'
import { pool } from '../core/db.ts'
import { forget, once } from '../core/lazily.ts'
import { log } from '../core/log.ts'
import type { ShownBanner } from './rules.ts'
import { SHOWN_TO_EVERYBODY } from './shown.ts'

/** Another process has a change after so many milliseconds and the time of one query. */
const REFRESH_MS = 8_000

type Planned = ShownBanner & { from: number | null; until: number | null }
type Snapshot = {
  banners: readonly Planned[]
  /** What time it was in the database when this was read, and what our monotonic clock said. */
  now: number
  readAt: number
  /** Reads overlap: what a read that began earlier brings is older than what a later one brought. */
  begun: number
  shown: number
  isAway: boolean
  timer: NodeJS.Timeout | null
}
/** The one snapshot of this process, for Next's copy of this module too. */
const snapshot = () => once<Snapshot>('banners', () => ({ banners: [], now: 0, readAt: 0, begun: 0, shown: 0, isAway: false, timer: null }))

/**
 * The banners that everybody may see at this moment, in their order: from memory, so that pages for people who are not signed in cost no
 * query. They begin and end at their second by the database's clock; a change made in another process is here within ten seconds.
 */
export function bannersForEverybody(): ShownBanner[] {
  const { banners, now, readAt } = snapshot()
  const moment = now + (performance.now() - readAt)
  return banners
    .filter(({ from, until }) => (from === null || from <= moment) && (until === null || until > moment))
    .map(({ from: _from, until: _until, ...banner }) => banner)
}

/** Reads them anew, with one query. Never throws: while the database is away, those of before go on counting. Gives whether it answered. */
export async function refreshBanners(): Promise<boolean> {
  const state = snapshot()
  const turn = ++state.begun
  try {
    const { rows } = await pool.query<{ now: number; banners: Planned[] | null }>(SHOWN_TO_EVERYBODY)
    const { now = 0, banners } = rows[0] ?? {}
    if (turn > state.shown) Object.assign(state, { banners: banners ?? [], now, readAt: performance.now(), shown: turn })
    if (state.isAway) log.info('Banners are read again.')
    state.isAway = false
    return true
  } catch (error) {
    if (!state.isAway) log.warn({ reason: (error as Error).message }, 'Banners could not be read; those of before go on counting.')
    state.isAway = true
    return false
  }
}

/**
 * Reads them, and from then on again and again in the background as long as the process lives; it does not keep the process alive. For the
 * start of servers; again: nothing. The returned function stops it.
 */
export async function followBanners(): Promise<() => void> {
  const state = snapshot()
  state.timer ??= setInterval(() => void refreshBanners(), REFRESH_MS).unref()
  await refreshBanners()
  return () => {
    if (state.timer) clearInterval(state.timer)
    state.timer = null
  }
}

/** Back to none, as before the first read. For tests. */
export function forgetBanners(): void {
  const state = forget<Snapshot>('banners')
  if (state?.timer) clearInterval(state.timer)
}

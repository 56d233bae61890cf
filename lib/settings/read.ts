import '#server-only'
import { pool } from '../core/db.ts'
import { forget, once } from '../core/lazily.ts'
import { log } from '../core/log.ts'
import { SETTING_KEYS, defaultOf, fitting, type SettingKey, type SettingValue } from './catalogue.ts'

/** Another process has a change after so many milliseconds and the time of one query: within the ten seconds that screens promise. */
const REFRESH_MS = 8_000

type Snapshot = {
  values: ReadonlyMap<SettingKey, unknown>
  /** Reads overlap: what a read that began earlier brings is older than what a later one brought. */
  begun: number
  shown: number
  isAway: boolean
  timer: NodeJS.Timeout | null
}
/** The one snapshot of this process, for Next's copy of this module too. */
const snapshot = () => once<Snapshot>('settings', () => ({ values: new Map(), begun: 0, shown: 0, isAway: false, timer: null }))

/** A value that a later version or a hand in the database wrote, and that this one does not take, counts as the default. */
function valuesOf(rows: readonly { key: string; value: unknown }[]): Map<SettingKey, unknown> {
  const stored = new Map(rows.map(({ key, value }) => [key, value]))
  const values = new Map<SettingKey, unknown>()
  for (const key of SETTING_KEYS) {
    const value = stored.get(key) ?? null
    const fit = value === null ? null : fitting(key, value)
    if (fit !== null) values.set(key, fit)
    else if (value !== null) log.warn({ setting: key }, 'A stored setting is out of its range; the default counts.')
  }
  return values
}

/**
 * What a setting is now: from memory, never from the database, so it costs a request nothing. At most 10 seconds behind a change made in
 * another process, and up to date after one made in this. Before the first read, and for what is not set, the default.
 */
export function setting<K extends SettingKey>(key: K): SettingValue<K> {
  const { values } = snapshot()
  return values.has(key) ? (values.get(key) as SettingValue<K>) : defaultOf(key)
}

/**
 * Reads all settings anew, with one query. Never throws: while the database is away, the values of before go on counting. Gives whether
 * the database answered.
 */
export async function refreshSettings(): Promise<boolean> {
  const state = snapshot()
  const turn = ++state.begun
  try {
    const { rows } = await pool.query<{ key: string; value: unknown }>('select key, value from settings')
    if (turn > state.shown) Object.assign(state, { values: valuesOf(rows), shown: turn })
    if (state.isAway) log.info('Settings are read again.')
    state.isAway = false
    return true
  } catch (error) {
    if (!state.isAway) log.warn({ reason: (error as Error).message }, 'Settings could not be read; those of before go on counting.')
    state.isAway = true
    return false
  }
}

/**
 * Reads the settings, and from then on again and again in the background as long as the process lives; it does not keep the process
 * alive. For the start of servers and workers; again: nothing. The returned function stops it.
 */
export async function followSettings(): Promise<() => void> {
  const state = snapshot()
  state.timer ??= setInterval(() => void refreshSettings(), REFRESH_MS).unref()
  await refreshSettings()
  return () => {
    if (state.timer) clearInterval(state.timer)
    state.timer = null
  }
}

/** Back to the defaults, as before the first read. For tests. */
export function forgetSettings(): void {
  const state = forget<Snapshot>('settings')
  if (state?.timer) clearInterval(state.timer)
}

import '#server-only'
import { sql as raw } from 'kysely'
import { pool, sql } from '../core/db.ts'
import { forget, once } from '../core/lazily.ts'
import { log } from '../core/log.ts'
import { DEFINITION, IN_ORDER } from './columns.ts'
import type { FieldDefinition } from './rules.ts'

/** As for settings: another process has a change within ten seconds. */
const REFRESH_MS = 8_000

type Snapshot = { fields: readonly FieldDefinition[]; begun: number; shown: number; isAway: boolean; timer: NodeJS.Timeout | null }
/** The one snapshot of this process, for Next's copy of this module too. */
const snapshot = () => once<Snapshot>('custom fields', () => ({ fields: [], begun: 0, shown: 0, isAway: false, timer: null }))

/**
 * The extra fields that there are, in their order: from memory, so that lists know what they are narrowed by without asking. At most ten
 * seconds behind a change made in another process. What is written is checked against the database instead.
 */
export const fieldsNow = (): readonly FieldDefinition[] => snapshot().fields

/** Reads all fields anew. Never throws: while the database is away, those of before go on counting. */
export async function refreshFields(): Promise<void> {
  const state = snapshot()
  const turn = ++state.begun
  try {
    const { rows } = await pool.query<FieldDefinition>(
      raw`select ${DEFINITION} from custom_fields field order by ${IN_ORDER}`.compile(sql).sql,
    )
    // Reads overlap: what began earlier is older.
    if (turn > state.shown) Object.assign(state, { fields: rows, shown: turn })
    state.isAway = false
  } catch (error) {
    if (!state.isAway) log.warn({ reason: (error as Error).message }, 'Extra fields could not be read; those of before go on counting.')
    state.isAway = true
  }
}

/** The fields, read anew first when one of these keys is not among them: somebody may have just defined it in another process. */
export async function fieldsKnowing(keys: readonly string[]): Promise<readonly FieldDefinition[]> {
  const known = new Set(fieldsNow().map(({ key }) => key))
  if (keys.some((key) => !known.has(key))) await refreshFields()
  return fieldsNow()
}

/** Reads the fields, and then again and again as long as the process lives; it does not keep the process alive. The answer stops it. */
export async function followFields(): Promise<() => void> {
  const state = snapshot()
  state.timer ??= setInterval(() => void refreshFields(), REFRESH_MS).unref()
  await refreshFields()
  return () => {
    if (state.timer) clearInterval(state.timer)
    state.timer = null
  }
}

/** As before the first read. For tests. */
export function forgetFields(): void {
  const state = forget<Snapshot>('custom fields')
  if (state?.timer) clearInterval(state.timer)
}

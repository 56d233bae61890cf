import { sql as raw, type RawBuilder } from 'kysely'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery, type QueryContext } from '../core/operation.ts'
import { setting } from '../settings/read.ts'
import { usersWithin } from '../users/scope.ts'
import { columnsSeenBy, namesNow, viewOf, type SeenRow } from './columns.ts'
import { all, eventCondition, eventsOf, narrowing, periodConditions } from './conditions.ts'
import type { SeenEntry } from './events.ts'
import { auditList, queryOf, type AuditListParams } from './list.ts'
import { AT, pageOf, type PlacedRow } from './page.ts'
import { auditEventInput, nothingInput, userActivityInput } from './schema.ts'
import { entriesWithin, type Within } from './scope.ts'

/** A row of the log as every screen gets it. */
export type ActivityEntry = SeenEntry

/** What is recorded of reading: that somebody did, and what they asked for. */
const reading = (query: string) => ({
  event: 'audit.read' as const,
  entry: { target: { type: 'audit-log' as const, id: null, label: 'the audit log' }, detail: { query } },
})

const NEWEST_SEAL = raw<{ number: number; at: Date }>`select number, to_at as at from audit_seals order by number desc limit 1`

/** Counts stop here: beyond it the list says "10,000+" (DESIGN, Speed). */
const COUNT_LIMIT = 10_000
/** How many rows a count looks at when not every one that its index gives belongs to the list. */
const SCAN_LIMIT = 20_000
/** The same, when each row has to be asked whether its user is in one's groups. */
const ASK_LIMIT = 2_000

/**
 * How many rows there are, as far as can be told from so many of them: `more` says that there are, or may be, others. It walks along one
 * index, so it takes the same time in a log of any size. Brings the newest seal along, which would else be a query of its own.
 */
async function countEntries({ sql }: QueryContext, params: AuditListParams, within: Within) {
  const events = eventsOf(params)
  const { narrow, wide } = narrowing(params)
  const byEvent = events !== null && narrow.length === 0
  const isAsked = !within.isEverywhere && !within.isNarrow
  const [driver, ...beside] = [...narrow, ...(events ? [eventCondition(events)] : []), ...(within.isNarrow ? [within.condition] : [])]
  const rest = [...beside, ...(isAsked ? [within.condition] : []), ...wide]
  const most = rest.length === 0 ? COUNT_LIMIT : isAsked ? ASK_LIMIT : SCAN_LIMIT
  const limit = byEvent && rest.length > 0 ? Math.ceil(most / events.length) : most
  const walked = all([
    byEvent ? raw<boolean>`audit_events.event = wanted.name` : (driver ?? raw<boolean>`true`),
    ...periodConditions(params),
  ])
  const stretch = raw`select count(*) filter (where belongs) as found, count(*) > ${limit} as unseen from (select ${all(rest)} as belongs
    from audit_events where ${walked} order by at desc, id desc limit ${limit + 1}) as walked`
  const from = byEvent ? raw`unnest(${events}::text[]) as wanted (name), lateral (${stretch}) as stretch` : raw`(${stretch}) as stretch`
  const counted = await raw<{ found: number; unseen: boolean; number: number | null; at: Date | null }>`
    select counted.found, counted.unseen, newest.number, newest.at
    from (select sum(found)::int as found, bool_or(unseen) as unseen from ${from}) as counted left join (${NEWEST_SEAL}) as newest on true`.execute(
    sql,
  )
  const { found = 0, unseen = false, number = null, at = null } = counted.rows[0] ?? {}
  return { count: Math.min(found, COUNT_LIMIT), more: unseen || found > COUNT_LIMIT, seal: number !== null && at ? { number, at } : null }
}

/**
 * One page of the audit log, newest first unless asked otherwise, with cursors to its neighbours and a count that is exact to 10,000 or
 * says that there are more. Holders within groups read what was done to users there. That it was read is recorded, once per query in ten
 * minutes; the pages of one query are one reading. `state` is what `getAuditState` answers.
 */
export const listAuditEvents = defineQuery({
  name: 'listAuditEvents',
  permission: 'audit:read',
  input: auditList.strict,
  records: (params) => reading(queryOf(params)),
  async run(context, params) {
    const { page, ...pieces } = keyset(AT, params)
    const { narrow, wide } = narrowing(params)
    const within = await entriesWithin(context, 'audit:read')
    const where = [...narrow, ...wide, ...periodConditions(params)]
    const columns = raw`${columnsSeenBy(context.actor)}, ${namesNow(context.actor)}`
    const [found, { count, more, seal }] = await Promise.all([
      pageOf<SeenRow>(where, within, eventsOf(params), pieces, columns).execute(context.sql),
      countEntries(context, params, within),
    ])
    const { rows, previous, next } = page(found.rows)
    const isAll = previous === null && next === null
    return {
      entries: rows.map((row): SeenEntry => viewOf(row)),
      previous,
      next,
      // The page itself may know better than a count that gave up.
      count: Math.max(count, rows.length),
      more: more && !isAll,
      state: { retentionMonths: setting('audit.retentionMonths'), seal },
    }
  },
})

/** One entry of the log, with all that it carries. NOT_FOUND when it is out of reach or was let go with its month. The reading is recorded. */
export const getAuditEvent = defineQuery({
  name: 'getAuditEvent',
  permission: 'audit:read',
  input: auditEventInput,
  records: ({ eventId }) => reading(`entry=${eventId}`),
  async run({ actor, sql }, { eventId }) {
    const { condition } = await entriesWithin({ actor, sql }, 'audit:read')
    const found = await raw<SeenRow>`select ${columnsSeenBy(actor)}, ${namesNow(actor)} from audit_events
      where id = ${eventId}::uuid and ${condition}`.execute(sql)
    if (!found.rows[0]) throw notFound('Event')
    return viewOf(found.rows[0]) satisfies SeenEntry
  },
})

/**
 * What was done to a user and what they did, newest first, keyset pages; for whoever may read the audit log and may see the user.
 * NOT_FOUND when the user is out of reach. Both halves are read by their own index and then merged. The reading is recorded.
 */
export const listUserActivity = defineQuery({
  name: 'listUserActivity',
  permission: 'audit:read',
  input: userActivityInput,
  records: ({ userId }) => reading(`activity=${userId}`),
  async run({ actor, sql }, { userId, ...paging }) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(AT, { ...paging, last: false, direction: 'desc' })
    const within = await entriesWithin({ actor, sql }, 'audit:read')
    const half = (of: RawBuilder<boolean>) =>
      raw`(select ${columnsSeenBy(actor)}, ${namesNow(actor)}, ${cursorKey} as cursor_key from audit_events where ${of} and ${condition} order by ${orderBy} limit ${limit})`
    // What they did elsewhere is about others: whoever reads within groups reads it of users there only.
    // No row at all: nobody that the actor may see. A row without an id: nothing was recorded.
    const found = await raw<PlacedRow<SeenRow> | { id: null }>`
      select either.* from (select from users where id = ${userId}::uuid and ${usersWithin(actor, 'audit:read')}) as subject
      left join (${half(raw<boolean>`target_type = 'user' and target_id = ${userId}::uuid::text`)}
        union ${half(raw<boolean>`actor_id = ${userId}::uuid and ${within.condition}`)}) as either on true
      order by ${orderBy} limit ${limit}`.execute(sql)
    if (found.rows.length === 0) throw notFound('User')
    const { rows, previous, next } = page(found.rows.filter((row) => row.id !== null))
    return { entries: rows.map((row): SeenEntry => viewOf(row)), previous, next }
  },
})

/** How long entries are kept (months, 0 for ever), and the newest seal over them with the moment up to which it reaches, or null. */
export const getAuditState = defineQuery({
  name: 'getAuditState',
  permission: 'audit:read',
  input: nothingInput,
  async run({ sql }) {
    const found = await NEWEST_SEAL.execute(sql)
    return { retentionMonths: setting('audit.retentionMonths'), seal: found.rows[0] ?? null }
  },
})

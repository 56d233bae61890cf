// Reading what waits for approvers, and what became of it.
import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { itemOf } from './columns.ts'
import { inboxList, type InboxListParams } from './list.ts'
import { isOfDomain, whyNotOwn } from './rules.ts'
import { conditionOf, itemsWithin, sortOf, sourcesOf, tableOf, type Source } from './sources.ts'
import type { InboxRow, WhyNot } from './views.ts'

/** Counts stop here: beyond it the list says "1,000+". */
const COUNT_LIMIT = 1_000

type Found = Omit<InboxRow, 'checks' | 'whyNotDecide'> & {
  cursor_key: string
  ready: boolean
  emailConfirmed: boolean | null
  domains: string[] | null
  duplicate: InboxRow['checks']['duplicate']
  needsApprovalCode: boolean
  firstApprovedBy: string | null
  isOwn: boolean
  mayDecide: boolean
}

const NOT_YOURS: WhyNot = { reason: 'FORBIDDEN', message: 'Your roles do not allow you to decide about this.' }
const TYPES = { asked: 'timestamptz', applicant: 'text', decided: 'timestamptz' } as const
const orderOf = (params: InboxListParams) => keyset({ expression: raw`key`, type: TYPES[params.sort] }, params).orderBy

/** Filters that can leave few rows of many: then those few are found first, and walking in the order of the list would pass over all others. */
const isNarrow = (actor: Actor, params: InboxListParams) =>
  params.q !== '' ||
  params.pool !== undefined ||
  params.group !== undefined ||
  params.decidedBy === 'me' ||
  params.check !== 'any' ||
  reachOf(actor, 'enrollment:read') !== 'everywhere'

const countOf = (actor: Actor, params: InboxListParams, source: Source) =>
  raw`(select count(*)::int from (select from ${tableOf(source)} where ${conditionOf(actor, source, params)} limit ${COUNT_LIMIT + 1}) as counted)`

/** The first rows of one source. `few`: all that match are found before they are sorted ("offset 0" keeps the planner from walking). */
function firstOf(actor: Actor, params: InboxListParams, source: Source, few: boolean): RawBuilder<unknown> {
  const sort = sortOf(source, params.sort)
  const { condition, orderBy, limit } = keyset(sort, params)
  const where = conditionOf(actor, source, params)
  const from = few
    ? raw`(select * from ${tableOf(source)} where ${where} offset 0) as few where ${condition}`
    : raw`${tableOf(source)} where ${where} and ${condition}`
  return raw`(select ${source.kind}::text as kind, id, ${sort.expression} as key from ${from} order by ${orderBy} limit ${limit})`
}

function rowOf({ cursor_key: _own, ...row }: Found): InboxRow {
  const { ready, emailConfirmed, domains, duplicate, needsApprovalCode, firstApprovedBy, isOwn, mayDecide, ...shown } = row
  const domainAllowed = domains === null || domains.length === 0 || !row.email ? null : isOfDomain(row.email, domains)
  const checks = { ready, emailConfirmed, domainAllowed, duplicate, needsApprovalCode, firstApprovedBy }
  return { ...shown, checks, whyNotDecide: isOwn ? whyNotOwn(isOwn) : mayDecide ? null : NOT_YOURS }
}

/** What the filters name, for whoever sees it. */
const namesOf = (actor: Actor, { pool, group }: InboxListParams) => raw`
  (select name from enrollment_pools where id = ${pool ?? null}::uuid and ${itemsWithin(actor, 'enrollment:read')}) as pool,
  (select name from groups where id = ${group ?? null}::uuid and ${itemsWithin(actor, 'enrollment:read', raw`groups.id`)}) as "group"`

/**
 * One page of the inbox: enrollments, access requests and requests to join groups in one order, with cursors to its neighbours and a count
 * that is exact to 1,000 of each kind. Who is limited to groups sees what belongs to these. An applicant's e-mail address is shown always,
 * as it was given for this; that of a user who asks to join a group to those who may look them up.
 */
export const listInbox = defineQuery({
  name: 'listInbox',
  permission: 'enrollment:read',
  input: inboxList.strict,
  async run({ actor, sql }, params) {
    const sources = sourcesOf(params)
    const counts = sources.map((source) => countOf(actor, params, source))
    const counting = raw<{ counts: number[]; pool: string | null; group: string | null }>`
      select array[${counts.length > 0 ? raw.join(counts) : raw``}]::int[] as counts, ${namesOf(actor, params)}`.execute(sql)
    // How to find them depends on how many there are only where few of many may fit.
    const known = isNarrow(actor, params) ? ((await counting).rows[0]?.counts ?? null) : null
    const firsts = sources.map((source, index) => firstOf(actor, params, source, known !== null && (known[index] ?? 0) <= COUNT_LIMIT))
    const { orderBy, limit, page } = keyset({ expression: raw`picked.key`, type: TYPES[params.sort] }, params)
    const [found, counted] = await Promise.all([
      firsts.length === 0
        ? { rows: [] }
        : raw<Found>`select picked.kind, picked.id, picked.key::text as cursor_key, item.*
            from (select * from (${raw.join(firsts, raw` union all `)}) as every_one order by ${orderOf(params)} limit ${limit}) as picked
            join lateral ${itemOf(actor)} as item on true order by ${orderBy}`.execute(sql),
      counting,
    ])
    const { rows, previous, next } = page(found.rows)
    const { counts: totals = [], pool = null, group = null } = counted.rows[0] ?? {}
    const count = totals.reduce((sum, each) => sum + each, 0)
    return {
      items: rows.map(rowOf),
      previous,
      next,
      count: Math.min(Math.max(count, rows.length), COUNT_LIMIT),
      more: count > COUNT_LIMIT,
      /** What the pool and the group of the filters are called; null without one, or when the actor may not see it. */
      pool,
      group,
    }
  },
})

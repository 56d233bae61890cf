import { sql as raw } from 'kysely'
import { runIn, sql, type Tx } from '../core/db.ts'
import {
  CHAIN_START,
  MARK_BYTES,
  ROW_HASH,
  SEAL_COLUMNS,
  SEGMENT_ROWS,
  instantOf,
  instantText,
  sealOf,
  type SealContent,
} from './seal-format.ts'

/** Held by whoever seals or lets months go: the chain has one end. */
const CHAIN_LOCK = 7206
/** Rows sealed at once; a longer backlog is sealed in several transactions. */
export const ROWS_AT_ONCE = 5 * SEGMENT_ROWS
/** For a clock of the server that is set back. */
const GRACE = raw`interval '10 seconds'`

export type NewestSeal = SealContent & { seal: string }
type Segment = Pick<SealContent, 'toAt' | 'toId' | 'rows' | 'marks' | 'content'> & { markBytes: string }

/** Whether this transaction is now the only one that works on the chain. It stays so until its end. */
export async function takeChain(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${CHAIN_LOCK}) as taken`
  return row?.taken ?? false
}

/** The end of the chain, or null before the first seal. */
export async function newestSeal(tx: Tx): Promise<NewestSeal | null> {
  const query = raw<NewestSeal>`select ${SEAL_COLUMNS} from audit_seals order by number desc limit 1`
  return (await runIn(tx, query.compile(sql)))[0] ?? null
}

/**
 * The moment before which no row can appear any more, as `instantText`; null when that cannot be told now. A row's `at` is the clock when
 * it was inserted, by a transaction that had locked the table before. So either that transaction has ended, and what follows sees its
 * rows; or it holds the lock now, and its rows are younger than its beginning; or it locks later, and they are younger than ours. What
 * cannot be looked into (a prepared transaction, another role's) makes us wait for its end. Must be a statement of its own: only the next
 * one's snapshot has the rows of those that have just ended.
 */
export async function fenceNow(tx: Tx): Promise<string | null> {
  const query = raw<{ fence: string | null }>`
    with writers as (
      select distinct pid from pg_locks where locktype = 'relation' and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())
        and relation in (select relid from pg_partition_tree('audit_events'))
    ), known as (
      select least(now(), min(activity.xact_start)) - ${GRACE} as fence,
        bool_or(writers.pid is null or activity.query = '<insufficient privilege>') as hidden
      from writers left join pg_stat_activity activity on activity.pid = writers.pid
    )
    select ${instantText(raw`fence`)} as fence from known where hidden is not true`
  return (await runIn(tx, query.compile(sql)))[0]?.fence ?? null
}

/** What is to be sealed next: the rows after `last` and before `fence`, in stretches of one month each. */
async function segmentsAfter(tx: Tx, last: NewestSeal | null, fence: string): Promise<Segment[]> {
  const beyond = last ? raw`(at, id) > (${instantOf(last.toAt)}, ${last.toId}::uuid) and at >= ${instantOf(last.toAt)}` : raw`true`
  const query = raw<Segment>`
    with fresh as (
      select at, id, date_trunc('month', at at time zone 'UTC') as month, ${ROW_HASH} as hash from audit_events
      where ${beyond} and at < ${instantOf(fence)} order by at, id limit ${ROWS_AT_ONCE}
    ), placed as (
      select *, (row_number() over (partition by month order by at, id) - 1) / ${SEGMENT_ROWS} as part from fresh
    ), stretches as (
      select month, part, count(*)::int as rows, max(at) as to_at, (array_agg(id order by at desc, id desc))[1]::text as to_id,
        sha256(string_agg(hash, ''::bytea order by at, id)) as content,
        string_agg(substring(hash from 1 for ${MARK_BYTES}), ''::bytea order by at, id) as marks
      from placed group by month, part
    )
    select ${instantText(raw`to_at`)} as "toAt", to_id as "toId", rows, encode(content, 'hex') as content,
      encode(sha256(marks), 'hex') as marks, encode(marks, 'hex') as "markBytes"
    from stretches order by month, part`
  return runIn(tx, query.compile(sql))
}

/** The seals over these stretches, each over the one before. */
function chained(last: NewestSeal | null, segments: readonly Segment[], sealedAt: string): (NewestSeal & { markBytes: string })[] {
  let before = { number: last?.number ?? 0, seal: last?.seal ?? CHAIN_START, toAt: last?.toAt ?? '-infinity', toId: last?.toId ?? NO_ID }
  return segments.map(({ markBytes, ...stretch }) => {
    const content = { ...stretch, number: before.number + 1, fromAt: before.toAt, fromId: before.toId, previous: before.seal, sealedAt }
    const sealed = { ...content, seal: sealOf(content) }
    before = sealed
    return { ...sealed, markBytes }
  })
}
const NO_ID = '00000000-0000-0000-0000-000000000000'

async function insertSeals(tx: Tx, seals: readonly (NewestSeal & { markBytes: string })[]) {
  const rows = seals.map((seal) => {
    const hex = (text: string) => raw`decode(${text}, 'hex')`
    return raw`(${seal.number}::int, ${instantOf(seal.fromAt)}, ${seal.fromId}::uuid, ${instantOf(seal.toAt)}, ${seal.toId}::uuid, ${seal.rows}::int,
      ${hex(seal.markBytes)}, ${hex(seal.content)}, ${hex(seal.previous)}, ${hex(seal.seal)}, ${instantOf(seal.sealedAt)})`
  })
  const query = raw`insert into audit_seals (number, from_at, from_id, to_at, to_id, rows, row_marks, content, previous, seal, sealed_at)
    values ${raw.join(rows)}`
  await runIn(tx, query.compile(sql))
}

/** Seals what can be sealed, at most ROWS_AT_ONCE rows, and gives the new seals. The caller holds the chain. */
export async function sealNext(tx: Tx): Promise<NewestSeal[]> {
  const fence = await fenceNow(tx)
  if (fence === null) return []
  const last = await newestSeal(tx)
  const segments = await segmentsAfter(tx, last, fence)
  if (segments.length === 0) return []
  const [clock] = await runIn(tx, raw<{ at: string }>`select ${instantText(raw`now()`)} as at`.compile(sql))
  const seals = chained(last, segments, clock?.at ?? fence)
  await insertSeals(tx, seals)
  return seals
}

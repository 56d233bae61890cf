import autocannon from 'autocannon'
import { cpuOf } from './processes.ts'

/** What is asked of a server: one address, as often as said. */
export type Target = { url: string; headers?: Record<string, string>; serverPid: number; databasePid: number; connections: number }

/** What one unit of work cost: units a second, milliseconds it took, processor milliseconds in the program and in the database. */
export type Figures = { rate: number; p50: number | null; p99: number | null; appMs: number; databaseMs: number }

const fire = ({ url, headers = {}, connections }: Target, often: { amount: number } | { duration: number }) =>
  new Promise<autocannon.Result>((done, fail) => {
    autocannon({ url, headers, connections, timeout: 60, ...often }, (error, result) =>
      error ? fail(error instanceof Error ? error : new Error(String(error))) : done(result),
    )
  })

function insistOnGood(url: string, result: autocannon.Result) {
  const bad = result.non2xx + result.errors + result.timeouts
  if (bad) throw new Error(`${bad} of ${result.requests.total} requests to ${url} were not answered with 200.`)
}

/** Warms a target up, and says how many requests fill about so many seconds. */
export async function requestsFor(target: Target, seconds: number): Promise<number> {
  const result = await fire(target, { duration: 1 })
  insistOnGood(target.url, result)
  return Math.max(target.connections * 5, Math.min(20_000, Math.round((result.requests.total / result.duration) * seconds)))
}

/** Sends exactly so many requests and says what each cost. Throws when one was not answered with 200. */
export async function measureLoad(target: Target, amount: number): Promise<Figures> {
  const [app, database, began] = [cpuOf(target.serverPid), cpuOf(target.databasePid), performance.now()]
  const result = await fire(target, { amount })
  const seconds = (performance.now() - began) / 1000
  insistOnGood(target.url, result)
  const each = (used: number) => used / amount
  return {
    rate: amount / seconds,
    p50: result.latency.p50,
    p99: result.latency.p99,
    appMs: each(cpuOf(target.serverPid) - app),
    databaseMs: each(cpuOf(target.databasePid) - database),
  }
}

const middle = (values: number[]) => {
  const sorted = values.sort((one, other) => one - other)
  const half = sorted.length >> 1
  return sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}

/** The median of each figure over the rounds. */
export function medianOf(rounds: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number) => middle(rounds.map(pick))
  const timed = rounds.every(({ p50, p99 }) => p50 !== null && p99 !== null)
  return {
    rate: of(({ rate }) => rate),
    p50: timed ? of(({ p50 }) => p50 ?? 0) : null,
    p99: timed ? of(({ p99 }) => p99 ?? 0) : null,
    appMs: of(({ appMs }) => appMs),
    databaseMs: of(({ databaseMs }) => databaseMs),
  }
}

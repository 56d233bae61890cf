import pg from 'pg'
import type { Figures } from './load.ts'
import { cpuOf } from './processes.ts'

const ownCpu = () => (({ user, system }) => (user + system) / 1000)(process.cpuUsage())

/**
 * What work in this process costs for each of its `units`: processor time of this process and of the database, also what a server of ours
 * uses when its process is given.
 */
export async function costOf(databasePid: number, units: number, work: () => Promise<unknown>, serverPid?: number): Promise<Figures> {
  const appCpu = () => (serverPid === undefined ? ownCpu() : cpuOf(serverPid))
  const [app, database, began] = [appCpu(), cpuOf(databasePid), performance.now()]
  await work()
  const rate = (units * 1000) / (performance.now() - began)
  return { rate, p50: null, p99: null, appMs: (appCpu() - app) / units, databaseMs: (cpuOf(databasePid) - database) / units }
}

/** How often this process speaks to the database during `work`: every statement of every connection, those of transactions included. */
export async function roundTripsOf(work: () => Promise<unknown>): Promise<number> {
  const { prototype } = pg.Client
  const own = Object.getOwnPropertyDescriptor(prototype, 'query')
  if (!own) throw new Error('The driver asks the database in another way now.')
  let count = 0
  const ask = own.value as (...given: unknown[]) => unknown
  function counting(this: pg.Client, ...given: unknown[]) {
    count++
    return ask.apply(this, given)
  }
  Object.defineProperty(prototype, 'query', { ...own, value: counting })
  try {
    await work()
  } finally {
    Object.defineProperty(prototype, 'query', own)
  }
  return count
}

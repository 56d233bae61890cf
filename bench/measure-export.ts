import { rmSync } from 'node:fs'
import { medianOf, type Figures } from './load.ts'
import { bulkWork } from './measure-import.ts'
import { cpuOf, memoryOf, type Running } from './processes.ts'

/** The figures of an export per row, those of bare keyset paging, and the server's memory at its most during the exports. */
export type ExportFigures = { ours: Figures; limit: Figures; mostMb: number }

/** The rows that come: every cell is quoted, so a record ends where a line does. The header is not one. */
async function download(server: Running, appUrl: string, cookie: string) {
  const body = new URLSearchParams({ format: 'csv' })
  const headers = { cookie, origin: appUrl, 'sec-fetch-site': 'same-origin' }
  const response = await fetch(`${server.url}/users/export`, { method: 'POST', headers, body, redirect: 'manual' })
  if (response.status !== 200 || !response.body) throw new Error(`The export was answered with ${response.status}.`)
  let lines = 0
  let mostMb = 0
  let chunks = 0
  for await (const chunk of response.body) {
    for (const byte of chunk as Uint8Array) if (byte === 10) lines++
    if (chunks++ % 50 === 0) mostMb = Math.max(mostMb, memoryOf(server.pid).now)
  }
  return { rows: lines - 1, mostMb }
}

/** Exports all users as CSV over HTTP, and the same rows bare to a file, in turns. */
export async function measureExport(
  servers: { ours: Running; databasePid: number; appUrl: string; cookie: string },
  folder: string,
  rounds: number,
): Promise<ExportFigures> {
  const { ours, databasePid, appUrl, cookie } = servers
  const file = `${folder}/export.csv`
  let mostMb = 0
  const own = async (): Promise<Figures> => {
    const [app, database, began] = [cpuOf(ours.pid), cpuOf(databasePid), performance.now()]
    const { rows, mostMb: most } = await download(ours, appUrl, cookie)
    mostMb = Math.max(mostMb, most)
    const rate = (rows * 1000) / (performance.now() - began)
    return { rate, p50: null, p99: null, appMs: (cpuOf(ours.pid) - app) / rows, databaseMs: (cpuOf(databasePid) - database) / rows }
  }
  const bare = async (): Promise<Figures> => {
    const database = cpuOf(databasePid)
    const { rows, seconds, appMs } = await bulkWork('bare-export', file)
    return { rate: rows / seconds, p50: null, p99: null, appMs: appMs / rows, databaseMs: (cpuOf(databasePid) - database) / rows }
  }
  const all: [Figures[], Figures[]] = [[], []]
  await own()
  for (let round = 0; round < rounds; round++) {
    all[0].push(await own())
    all[1].push(await bare())
  }
  rmSync(file)
  return { ours: medianOf(all[0]), limit: medianOf(all[1]), mostMb }
}

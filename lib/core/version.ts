import '#server-only'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from './lazily.ts'

/** The version of Gatehouse that runs, as its package.json says. Read once per process. */
export const gatehouseVersion = (): string =>
  once('version', () => (JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { version: string }).version)

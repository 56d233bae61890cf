import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAMES = ['AUTH_SECRET', 'APP_ENCRYPTION_KEY', 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY']

/** Writes the file whole or not at all; when another start was faster, its file stays. */
function make(file) {
  const secrets = Object.fromEntries(NAMES.map((name) => [name, randomBytes(32).toString('base64')]))
  const part = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(part, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(part, file)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(part)
  }
}

/**
 * Puts the secrets of this installation into the environment: those that are set there win, the others come from secrets.json in
 * `folder`, which is made when it is missing. Throws when that file cannot be read as what it is.
 */
export function loadSecrets(folder) {
  const missing = NAMES.filter((name) => !process.env[name])
  if (!missing.length) return
  const file = join(folder, 'secrets.json')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(file)) make(file)
  let secrets
  try {
    secrets = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} cannot be read (${error.message}). Put back a copy of it, or set ${missing.join(', ')}.`, { cause: error })
  }
  for (const name of missing) {
    if (typeof secrets[name] !== 'string') throw new Error(`${file} lacks ${name}. Put back a copy of it, or set ${name}.`)
    process.env[name] = secrets[name]
  }
}

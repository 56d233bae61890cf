// What every command needs before anything is installed: only Node's own modules, from Node 20 on.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
process.chdir(root)
Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1' }) // nothing here calls out by itself

/** A fingerprint of files: names and contents. */
export function digest(...files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

export const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Runs a command; when it fails, shows what it printed, if that was kept by `stdio: 'pipe'`, and ends this process. */
export function must(command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { stdio: 'inherit', ...options })
  if (status === 0) return
  if (stdout || stderr) console.error(`${stdout}${stderr}`)
  console.error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`)
  process.exit(1)
}

/** Installs when package-lock.json is not the one that was installed last. */
export function install() {
  const stamp = 'node_modules/.gatehouse-lock'
  const wanted = digest('package-lock.json')
  if (read(stamp) === wanted) return
  console.log('Installing packages (about a minute)…')
  must(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, wanted)
}

/**
 * True when this Node can run TypeScript. Else starts `script` again under the Node that npm installed, passes signals on, ends with
 * its exit code, and returns false.
 */
export function underNewEnoughNode(script) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return true
  const own = join(root, 'node_modules/.bin/node')
  if (!existsSync(own)) {
    console.error(`Gatehouse needs Node 22.18 or later; this is ${process.version}.`)
    process.exit(1)
  }
  const child = spawn(own, [script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'], // the channel tells the child when this process is killed
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
  return false
}

/** All files under `paths` that a build is made of; tests are not. */
export function* sourcesUnder(...paths) {
  for (const path of paths) {
    if (!existsSync(path)) continue
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const full = join(path, entry.name)
      if (entry.isDirectory()) yield* sourcesUnder(full)
      else if (/\.(tsx?|css|json|prisma|mjs|svg|png|ico|woff2)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield full
    }
  }
}

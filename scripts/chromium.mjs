import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// The shell without windows first: the same engine for four fifths of the work.
const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]
const runs = (path) => Boolean(path) && existsSync(path) && spawnSync(path, ['--version']).status === 0
const attempt = (command, args) => {
  console.log(`No Chromium found; trying ${command} ${args.join(' ')}`)
  return spawnSync(command, args, { stdio: 'inherit', timeout: 600_000 }).status === 0
}

/** The path of a Chromium that runs: an installed one, else Playwright's download, else Debian's package as root; undefined when none can be had. */
export async function findChromium() {
  const { chromium } = await import('@playwright/test')
  const find = () => [process.env.CHROMIUM, ...INSTALLED, chromium.executablePath()].find(runs)
  const isRoot = process.getuid?.() === 0
  const found = find()
  if (found) return found
  attempt('npx', ['playwright', 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium'])
  const downloaded = find()
  if (downloaded || !isRoot || !existsSync('/usr/bin/apt-get')) return downloaded
  attempt('apt-get', ['update'])
  attempt('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'])
  return find()
}

// `npm test`: everything. `npm run check` (--quick): without browser tests and without the second PostgreSQL.
// Until `run` only Node's own modules, as nothing may be installed yet. A step that fails does not keep the next from running.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install, npm, underNewEnoughNode } from './bootstrap.mjs'

const REPORTS = 'test-results/reports'
const POSTGRES_15 = ['/usr/lib/postgresql/15', '/usr/pgsql-15', '/opt/homebrew/opt/postgresql@15', '/usr/local/opt/postgresql@15']
const CHECKS = [
  ['lint', npm, ['run', '--silent', 'lint']],
  ['types', npm, ['run', '--silent', 'types']],
  ['format', npm, ['run', '--silent', 'format']],
  ['import rules', npm, ['run', '--silent', 'imports']],
]

const total = { passed: 0, failed: 0 }
const since = (began) => `${((performance.now() - began) / 1000).toFixed(1)} s`

function count(title, began, { passed, failed, skipped = 0 }) {
  total.passed += passed
  total.failed += failed
  console.log(
    `${failed ? '✗' : '✓'} ${title}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''} (${since(began)})\n`,
  )
}

/** A check counts as one; what it says is shown only when it fails. */
const check = ([title, command, args]) =>
  new Promise((done) => {
    const began = performance.now()
    execFile(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error) console.log(`${stdout}${stderr}${error.code === undefined ? error.message : ''}`)
      count(title, began, error ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 })
      done()
    })
  })

/** Two checks at a time: each of them keeps one core busy. */
async function checks() {
  const waiting = [...CHECKS]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await check(next)
  }
  await Promise.all([work(), work()])
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** What a runner's report says. A run that failed without a failed test (it did not start, an error outside of tests) counts as one. */
function outcome(status, report, read) {
  const counted = report ? read(report) : { passed: 0, failed: 0 }
  return status === 0 || counted.failed ? counted : { ...counted, failed: 1 }
}

const readVitest = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.length).length,
  skipped: report.numPendingTests + report.numTodoTests,
})
const readPlaywright = ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped })

function vitest(title, env = {}) {
  const began = performance.now()
  const file = join(REPORTS, `${title.replace(/\W+/g, '-')}.json`)
  const args = ['exec', '--', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = spawnSync(npm, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  count(title, began, outcome(status, readReport(file), readVitest))
}

async function browserTests() {
  const began = performance.now()
  const { findChromium } = await import('./chromium.mjs')
  const CHROMIUM = await findChromium()
  if (!CHROMIUM) console.log('Chromium is not installed and could not be installed; the browser tests fail without it.')
  const E2E_REPORT = join(REPORTS, 'browser.json')
  const { status } = spawnSync(npm, ['exec', '--', 'playwright', 'test'], {
    stdio: 'inherit',
    env: { ...process.env, E2E_REPORT, ...(CHROMIUM && { CHROMIUM }) },
  })
  count('server and browser tests', began, outcome(status, readReport(E2E_REPORT), readPlaywright))
}

async function run({ quick }) {
  const { generate } = await import('./build.mjs')
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  await generate()
  await checks()
  vitest('unit and operation tests')
  if (!quick) {
    const older = POSTGRES_15.find((folder) => existsSync(join(folder, 'bin/initdb')))
    if (older) vitest('the same on PostgreSQL 15', { GATEHOUSE_TEST_POSTGRES: older })
    else console.log(`NOTICE: PostgreSQL 15 is not installed here (${POSTGRES_15.join(', ')}), so it was not tested.\n`)
    await browserTests()
  }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed ? 1 : 0
}

install()
if (underNewEnoughNode(fileURLToPath(import.meta.url))) await run({ quick: process.argv.includes('--quick') })

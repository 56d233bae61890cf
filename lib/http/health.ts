import { Hono } from 'hono'
import { pool } from '../core/db.ts'
import { log } from '../core/log.ts'
import { migrationsOnDisk, migrationState, whyNotCurrent } from '../core/migrations.ts'

const PATIENCE_MS = 3_000
const onDisk = migrationsOnDisk()

const problem = (status: number, title: string, headers: Record<string, string> = {}) =>
  Response.json({ type: 'about:blank', title, status }, { status, headers: { ...headers, 'content-type': 'application/problem+json' } })

async function readiness(): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((done) => (timer = setTimeout(done, PATIENCE_MS, 'The database did not answer in time.')))
  const asked = migrationState(pool, onDisk).then(whyNotCurrent, (error: Error) => `The database cannot be reached: ${error.message}`)
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}

let asking: Promise<string | null> | undefined
let wasReady = true

/** Asks the database once, however many ask us at the same time, and logs when the answer changes. */
async function isReady() {
  asking ??= readiness().finally(() => (asking = undefined))
  const reason = await asking
  if (wasReady !== (reason === null))
    log[reason ? 'error' : 'info']({ reason }, reason ? 'Gatehouse is not ready.' : 'Gatehouse is ready again.')
  wasReady = reason === null
  return wasReady
}

/**
 * What our server answers to machines. `/api/health`: this process lives. `/api/ready`: the database answers and its schema
 * is that of this version, else 503; the reason is in the log alone. Addresses kept for the REST API and SCIM: 404 as a problem.
 */
export const healthRoutes = new Hono()
  .get('/api/health', (c) => c.json({ status: 'ok' }))
  .get('/api/ready', async (c) => ((await isReady()) ? c.json({ status: 'ok' }) : problem(503, 'Service Unavailable')))
  .on(['GET', 'HEAD'], '*', () => problem(404, 'Not Found'))
  .all('/api/health', () => problem(405, 'Method Not Allowed', { allow: 'GET, HEAD' }))
  .all('/api/ready', () => problem(405, 'Method Not Allowed', { allow: 'GET, HEAD' }))
  .all('*', () => problem(404, 'Not Found'))
  .onError((error) => {
    log.error({ err: error }, 'A request failed.')
    return problem(500, 'Internal Server Error')
  })

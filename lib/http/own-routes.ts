import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { getBulkRun } from '../bulk-runs/queries.ts'
import { log } from '../core/log.ts'
import { downloadRoute } from './download.ts'
import { DOWNLOADS } from './downloads.ts'
import { enrollmentEvents } from './enrollment-events.ts'
import { eventRoute } from './events.ts'
import { healthRoutes } from './health.ts'
import { revocationListRoute } from './revocation-list.ts'

const pages = new Hono<{ Bindings: HttpBindings }>().onError((error, c) => {
  log.error({ err: error, path: c.req.path }, 'A request failed.')
  return c.text('Gatehouse could not answer. The reason is in its log.\n', 500)
})
for (const [path, operation] of Object.entries(DOWNLOADS))
  pages
    .post(path, downloadRoute(operation))
    .all(path, (c) => c.text('This address answers the forms of Gatehouse only.\n', 405, { allow: 'POST' }))

const runEvents = eventRoute({
  query: getBulkRun,
  input: (c) => ({ runId: c.req.param('runId') }),
  shape: ({ status, isCancelling, total, changed, unchanged, skipped }) => ({ status, isCancelling, total, changed, unchanged, skipped }),
  isOver: ({ finishedAt }) => finishedAt !== null,
})
pages
  .get('/bulk-runs/:runId/events', runEvents)
  .all('/bulk-runs/:runId/events', (c) => c.text('This address is followed by the pages of Gatehouse only.\n', 405, { allow: 'GET, HEAD' }))
  .get('/enrollment/events', enrollmentEvents)
  .all('/enrollment/events', (c) => c.text('This address is followed by the pages of Gatehouse only.\n', 405, { allow: 'GET, HEAD' }))

for (const path of ['/crl.der', '/crl.pem', '/crl/:file{[0-9a-f-]{36}\\.(?:der|pem)}']) pages.on(['GET', 'HEAD'], path, revocationListRoute)

/** What our server answers itself, without Next: files and live counts for our own pages, health, and 404 for the addresses kept for the REST API and SCIM. */
export const ownRoutes = new Hono<{ Bindings: HttpBindings }>().route('/', pages).route('/', healthRoutes)

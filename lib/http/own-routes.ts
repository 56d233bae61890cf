import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { log } from '../core/log.ts'
import { downloadRoute } from './download.ts'
import { DOWNLOADS } from './downloads.ts'
import { healthRoutes } from './health.ts'

const pages = new Hono<{ Bindings: HttpBindings }>().onError((error, c) => {
  log.error({ err: error, path: c.req.path }, 'A request failed.')
  return c.text('Gatehouse could not answer. The reason is in its log.\n', 500)
})
for (const [path, operation] of Object.entries(DOWNLOADS))
  pages
    .post(path, downloadRoute(operation))
    .all(path, (c) => c.text('This address answers the forms of Gatehouse only.\n', 405, { allow: 'POST' }))

/** What our server answers itself, without Next: files for our own pages, health, and 404 for the addresses kept for the REST API and SCIM. */
export const ownRoutes = new Hono<{ Bindings: HttpBindings }>().route('/', pages).route('/', healthRoutes)

import { createServer, get, type ClientRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { showCode } from '../core/codes.ts'
import { closeDatabase, pool } from '../core/db.ts'
import { applicant, openPool } from '../testing/enrollments.ts'
import { asAdministrator, emptyTables } from '../testing/world.ts'
import { enrollmentEvents } from './enrollment-events.ts'
import { endEventStreams } from './events.ts'

const routes = new Hono<{ Bindings: HttpBindings }>().get('/enrollment/events', enrollmentEvents)
const server = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }))
const opened: ClientRequest[] = []

const statusFor = (token: string) =>
  new Promise<number>((done, fail) => {
    const { port } = server.address() as AddressInfo
    const path = `/enrollment/events?token=${encodeURIComponent(token)}`
    opened.push(get({ port, host: '127.0.0.1', path, agent: false }, (res) => done(res.resume().statusCode ?? 0)).on('error', fail))
  })

beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)))
beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from rate_limits')
})
afterAll(async () => {
  endEventStreams()
  for (const request of opened) request.on('error', () => {}).destroy()
  server.closeAllConnections()
  server.close()
  await closeDatabase()
})

test('an applicant’s page is followed three times, however its code is written; what is no code is a miss', async () => {
  const { token } = await applicant((await openPool(await asAdministrator())).token)
  const written = [token, token.toLowerCase(), showCode(token), ` ${token}`, showCode(token.toLowerCase()), `${token}-`]
  const answers = []
  for (const each of written) answers.push(await statusFor(each))
  expect(answers).toEqual([200, 200, 200, 429, 429, 429])
  expect(await Promise.all([statusFor(''), statusFor('none'), statusFor('A'.repeat(26))])).toEqual([404, 404, 404])
})

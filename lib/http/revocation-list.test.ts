import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../certificates/mutations-authority.ts'
import { getAuthority } from '../certificates/queries.ts'
import { closeDatabase } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { openssl } from '../testing/openssl.ts'
import { emptyTables, system } from '../testing/world.ts'
import { listener } from './listener.ts'
import { ownRoutes } from './own-routes.ts'

let server: Server
const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init)
const toNext = (_req: unknown, res: { writeHead: (status: number) => { end: (text: string) => void } }) => res.writeHead(404).end('next')

beforeAll(async () => {
  await emptyTables()
  const routes = { toOwn: getRequestListener(ownRoutes.fetch, { overrideGlobalObjects: false }), toNext }
  const listen = listener(routes as Parameters<typeof listener>[0], false, () => false)
  server = createServer((req, res) => void listen(req, res))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  await closeDatabase()
})

test('the list is at its addresses for everybody, as openssl reads it, and nowhere else', async () => {
  expect((await get('/crl.der')).status).toBe(404)
  await createAuthority(system, {})
  const { id, certificatePem } = (await getAuthority(system, {})).current!
  for (const [path, form, type] of [
    ['/crl.der', 'DER', 'application/pkix-crl'],
    ['/crl.pem', 'PEM', 'application/x-pem-file'],
    [`/crl/${id}.der`, 'DER', 'application/pkix-crl'],
    [`/crl/${id}.pem`, 'PEM', 'application/x-pem-file'],
  ] as const) {
    const answer = await get(path)
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([
      200,
      type,
      'nosniff',
    ])
    const said = openssl(['crl', '-inform', form, '-in', 'l', '-CAfile', 'ca', '-noout'], { l: Buffer.from(await answer.arrayBuffer()), ca: certificatePem }) // prettier-ignore
    expect(said.said, path).toContain('verify OK')
    expect((await get(path, { method: 'HEAD' })).status).toBe(200)
  }
  for (const path of [`/crl/${newId()}.der`, '/crl/x.der', '/crl/%27.pem', `/crl/${id}`, `/crl/${id}.txt`, '/crl'])
    expect((await get(path)).status, path).toBe(404)
  expect((await get('/crl.der', { method: 'POST' })).status).not.toBe(200)
})

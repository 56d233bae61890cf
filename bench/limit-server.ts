// What the machine can do at best: node:http and pg, nothing else. Started with the path of a plan, which holds what to replay.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import * as argon2 from '@node-rs/argon2'
import pg from 'pg'
import type { Statement } from './counting-proxy.ts'

/**
 * What the bare server serves: under each key the statements of one request of ours, as they went to the database: the same text, the
 * same name when it had one, the same parameters. `hash` and `password` are what `/hash` verifies.
 */
export type LimitPlan = {
  databaseUrl: string
  port: number
  pages: Record<string, Pick<Statement, 'name' | 'text' | 'values'>[]>
  hash: string
  password: string
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LimitPlan
const pool = new pg.Pool({ connectionString: plan.databaseUrl, max: 10, application_name: 'limit', options: '-c timezone=UTC -c jit=off' })

const escaped = (value: unknown) =>
  String(value instanceof Date ? value.toISOString() : (value ?? '')).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const isTransaction = (text: string) => /^\s*(?:begin|commit|start transaction)/i.test(text)

/** Runs the first statement, which says who asks, and then the others: side by side, or in a row when they are a transaction. */
async function replay([first, ...others]: LimitPlan['pages'][string]) {
  const run = (on: pg.Pool | pg.PoolClient, { name, text, values }: Pick<Statement, 'name' | 'text' | 'values'>) =>
    on.query<Record<string, unknown>>({ ...(name && { name }), text, values })
  if (first) await run(pool, first)
  if (!others.some(({ text }) => isTransaction(text))) return Promise.all(others.map((statement) => run(pool, statement)))
  const client = await pool.connect()
  const results = []
  for (const statement of others) results.push(await run(client, statement))
  client.release()
  return results
}

function htmlOf(results: { rows: Record<string, unknown>[] }[]) {
  const most = results.reduce<Record<string, unknown>[]>((rows, result) => (result.rows.length > rows.length ? result.rows : rows), [])
  const lines = most.map(
    (row) =>
      `<tr>${Object.values(row)
        .map((value) => `<td>${escaped(value)}`)
        .join('')}`,
  )
  return `<!doctype html><title>Limit</title><table>${lines.join('')}</table>`
}

createServer((req, res) => {
  const key = decodeURIComponent((req.url ?? '/').slice(1))
  const answer = async () => {
    if (key === 'hash') return String(await argon2.verify(plan.hash, plan.password))
    const statements = plan.pages[key]
    return statements ? htmlOf(await replay(statements)) : null
  }
  answer().then(
    (text) => {
      const body = text ?? 'Nothing is here.'
      res.writeHead(text === null ? 404 : 200, { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(body) })
      res.end(body)
    },
    (error: unknown) => res.writeHead(500).end(String(error)),
  )
}).listen(plan.port, '127.0.0.1')

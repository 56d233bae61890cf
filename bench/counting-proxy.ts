import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** One statement as it went to the database. `values` are the parameters in text form. */
export type Statement = { application: string; name: string; text: string; values: (string | null)[] }

const zeroEnd = (bytes: Buffer, from: number) => bytes.indexOf(0, from)

/** Reads what a client says to PostgreSQL (protocol 3.0) and calls back at each round trip: a simple query, or a Sync that ends an extended one. */
class ClientReader {
  #rest = Buffer.alloc(0)
  #application = ''
  #started = false
  readonly #prepared = new Map<string, string>()
  #bound: { name: string; values: (string | null)[] } | null = null
  readonly #onRoundTrip: (statement: Statement) => void
  constructor(onRoundTrip: (statement: Statement) => void) {
    this.#onRoundTrip = onRoundTrip
  }

  read(chunk: Buffer) {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (;;) {
      const head = this.#started ? 1 : 0
      if (this.#rest.length < head + 4) return
      const length = this.#rest.readInt32BE(head) + head
      if (this.#rest.length < length) return
      const message = this.#rest.subarray(0, length)
      this.#rest = this.#rest.subarray(length)
      if (this.#started) this.#message(String.fromCharCode(message[0] ?? 0), message.subarray(5))
      else this.#startup(message.subarray(4))
    }
  }

  #startup(body: Buffer) {
    if (body.readInt32BE(0) !== 196_608) throw new Error('The counting proxy speaks neither TLS nor cancel requests.')
    const parts = body.subarray(4).toString('utf8').split('\0')
    this.#application = parts[parts.indexOf('application_name') + 1] ?? ''
    this.#started = true
  }

  #message(type: string, body: Buffer) {
    if (type === 'P') {
      const name = body.subarray(0, zeroEnd(body, 0)).toString('utf8')
      const from = zeroEnd(body, 0) + 1
      this.#prepared.set(name, body.subarray(from, zeroEnd(body, from)).toString('utf8'))
    } else if (type === 'B') this.#bound = readBind(body)
    else if (type === 'Q') this.#report('', body.subarray(0, -1).toString('utf8'), [])
    else if (type === 'S') {
      const { name, values } = this.#bound ?? { name: '', values: [] }
      this.#report(name, this.#prepared.get(name) ?? '', values)
      this.#bound = null
    }
  }

  #report(name: string, text: string, values: (string | null)[]) {
    this.#onRoundTrip({ application: this.#application, name, text, values })
  }
}

function readBind(body: Buffer) {
  const portalEnd = zeroEnd(body, 0)
  const nameEnd = zeroEnd(body, portalEnd + 1)
  const name = body.subarray(portalEnd + 1, nameEnd).toString('utf8')
  let at = nameEnd + 1
  at += 2 + 2 * body.readInt16BE(at)
  const values: (string | null)[] = []
  const count = body.readInt16BE(at)
  at += 2
  for (let index = 0; index < count; index++) {
    const length = body.readInt32BE(at)
    at += 4
    values.push(length < 0 ? null : body.subarray(at, at + length).toString('utf8'))
    at += Math.max(0, length)
  }
  return { name, values }
}

/**
 * A door to PostgreSQL that counts exactly: every statement that passes is a round trip. For passes that are not timed. `url` is the
 * address to give to a program; `take()` hands over what came since the last call, from connections of that application name.
 */
export async function startCountingProxy(databaseUrl: string) {
  const target = new URL(databaseUrl)
  let seen: Statement[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    const reader = new ClientReader((statement) => seen.push(statement))
    client.on('data', (chunk) => reader.read(chunk))
    client.pipe(upstream).pipe(client)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => other.destroy())
      one.on('close', () => (sockets.delete(one), other.destroy()))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    take(application: string) {
      const taken = seen.filter((statement) => statement.application === application)
      seen = []
      return taken
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}

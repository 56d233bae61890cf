// A real SMTP server on loopback, for tests.
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A message that arrived: who it was for, and all of it. */
export type Arrived = { to: string[]; raw: string }

const header = (raw: string, name: string) => {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return head
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((line) => line.slice(name.length + 1).trim())
}
/** All values of a header of a raw message, unfolded. */
export const headersNamed = (message: Arrived, name: string): string[] => header(message.raw, name)

/**
 * Starts a server that accepts everything, on a free port of 127.0.0.1. `options` take smtp-server's hooks; `onData` is replaced by `verdict`,
 * which may throw an error with a `responseCode` after the message was received.
 */
export async function startMailServer(options: SMTPServerOptions & { verdict?: (message: Arrived) => void } = {}) {
  const arrived: Arrived[] = []
  const { verdict, ...rest } = options
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1_000,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const message = { to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') }
        arrived.push(message)
        try {
          verdict?.(message)
          callback()
        } catch (error) {
          callback(error as Error)
        }
      })
    },
    ...rest,
  })
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, arrived, stop: () => new Promise<void>((done) => server.close(() => done())) }
}

/** An error as smtp-server answers it. */
export const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

import '#server-only'
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { platform, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `work` while no other process of this machine runs `oneAtATime` on the same folder; waits for its turn. The lock is a socket:
 * it goes when its process dies, however it dies.
 */
export async function oneAtATime<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const name = `gatehouse-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24)}`
  const path = platform() === 'linux' ? `\0${name}` : platform() === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
  const listen = () =>
    new Promise<Server | undefined>((done) => {
      const lock = createServer()
      lock.once('error', () => done(undefined))
      lock.listen(path, () => done(lock))
    })
  const abandoned = () =>
    new Promise<boolean>((done) => {
      const probe = connect(path, () => (probe.destroy(), done(false))).once('error', () => done(true))
    })
  let lock = await listen()
  while (!lock) {
    if (path.endsWith('.sock') && (await abandoned())) rmSync(path, { force: true })
    await sleep(100)
    lock = await listen()
  }
  try {
    return await work()
  } finally {
    lock.close()
  }
}

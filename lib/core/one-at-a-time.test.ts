import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

test('work on one folder takes turns, work on another does not wait', async () => {
  const order: string[] = []
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const first = oneAtATime('/a', async () => {
    order.push('first begins')
    await held
    order.push('first ends')
  })
  const second = oneAtATime('/a', async () => void order.push('second'))
  await oneAtATime('/b', async () => void order.push('other folder'))
  letGo()
  await Promise.all([first, second])
  expect(order).toEqual(['first begins', 'other folder', 'first ends', 'second'])
})

test('work that throws gives its turn back', async () => {
  await expect(oneAtATime('/a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await oneAtATime('/a', async () => 'next')).toBe('next')
})

test('a process that is killed gives its turn back', async () => {
  const module = join(import.meta.dirname, 'one-at-a-time.ts')
  const script = `import { oneAtATime } from ${JSON.stringify(module)}
    await oneAtATime('/c', () => { console.log('mine'); return new Promise((never) => setTimeout(never, 60_000)) })`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  await once(child.stdout, 'data')
  const waiting = oneAtATime('/c', async () => 'next')
  child.kill('SIGKILL')
  expect(await waiting).toBe('next')
})

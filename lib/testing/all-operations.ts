import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Operation } from '../core/operation.ts'

const root = join(import.meta.dirname, '..')

/** Every operation that any noun exports, by its exported name: new ones are here by existing. */
export async function allOperations(): Promise<Map<string, Operation>> {
  const files = globSync(['*/queries*.ts', '*/mutations*.ts', '*/exports*.ts'], { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const found = new Map<string, Operation>()
  for (const file of files.sort()) {
    const exported = (await import(join(root, file))) as Record<string, unknown>
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value !== 'function' || !('operation' in value)) throw new Error(`${file} exports ${name}, which is no operation.`)
      if (found.has(name)) throw new Error(`Two operations are called ${name}.`)
      found.set(name, value as Operation)
    }
  }
  return found
}

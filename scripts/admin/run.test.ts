import { afterEach, expect, test, vi } from 'vitest'
import { runCommand, usage } from './run.ts'

const run = vi.fn(async () => {})
const commands = [
  { name: 'list', arguments: [], summary: 'Lists.', run },
  { name: 'grant-admin', arguments: ['EMAIL'], summary: 'Grants.', run },
]
const said = vi.spyOn(console, 'error').mockImplementation(() => {})
afterEach(() => vi.clearAllMocks())

test('a command gets its arguments', async () => {
  expect(await runCommand(['grant-admin', 'a@example.org'], commands)).toBe(0)
  expect(run).toHaveBeenCalledExactlyOnceWith('a@example.org')
})

test.each([[[]], [['lst']], [['grant-admin']], [['grant-admin', 'a', 'b']], [['toString']]])('%j gives the usage and 2', async (given) => {
  expect(await runCommand(given, commands)).toBe(2)
  expect(run).not.toHaveBeenCalled()
  expect(said).toHaveBeenCalledWith(usage(commands))
})

test('the usage has one aligned line per command', () => {
  expect(usage(commands)).toBe('Usage: npm run admin -- COMMAND\n  list               Lists.\n  grant-admin EMAIL  Grants.')
})

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

test('options may stand anywhere, come in their own order, and unknown ones are refused', async () => {
  const verify = { name: 'verify', arguments: ['WHAT'], options: ['--from N', '--expect HEX'] as const, summary: 'Verifies.', run }
  expect(await runCommand(['verify', '--expect=ab', 'all', '--from', '3'], [verify])).toBe(0)
  expect(run).toHaveBeenCalledExactlyOnceWith('all', '3', 'ab')
  expect(await runCommand(['verify', 'all'], [verify])).toBe(0)
  expect(run).toHaveBeenLastCalledWith('all', '', '')
  for (const given of [
    ['--form', '3', 'all'],
    ['all', '--from'],
  ])
    expect(await runCommand(['verify', ...given], [verify])).toBe(2)
  expect(usage([verify])).toContain('verify WHAT [--from N] [--expect HEX]  Verifies.')
})

test('what a command gives is the exit code', async () => {
  expect(await runCommand(['fail'], [{ name: 'fail', arguments: [], summary: '', run: async () => 1 }])).toBe(1)
})

import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'

const synopsis = ({ name, arguments: names, options = [] }: Command) =>
  [name, ...names, ...options.map((option) => `[${option}]`)].join(' ')

/** What `npm run admin` can do, one line per command. */
export function usage(commands: readonly Command[] = COMMANDS): string {
  const width = Math.max(0, ...commands.map((command) => synopsis(command).length))
  return ['Usage: npm run admin -- COMMAND', ...commands.map((c) => `  ${synopsis(c).padEnd(width)}  ${c.summary}`)].join('\n')
}

/** What a command is to be run with, or null when the arguments are not its. `--name VALUE` and `--name=VALUE` may stand anywhere. */
function valuesFor({ arguments: names, options = [] }: Command, given: string[]): string[] | null {
  const known = options.map((option) => option.slice(2, option.indexOf(' ')))
  try {
    const { positionals, values } = parseArgs({
      args: given,
      allowPositionals: true,
      options: Object.fromEntries(known.map((name) => [name, { type: 'string' as const }])),
    })
    return positionals.length === names.length ? [...positionals, ...known.map((name) => String(values[name] ?? ''))] : null
  } catch {
    return null
  }
}

/** Runs the command that `given` begins with and gives the exit code: the command's own, or 2 after printing the usage when it is not known. */
export async function runCommand([name, ...given]: string[], commands: readonly Command[] = COMMANDS): Promise<number> {
  const command = commands.find((candidate) => candidate.name === name)
  const values = command && valuesFor(command, given)
  if (values) return (await command.run(...values)) ?? 0
  if (name) console.error(command ? `"${name}" needs: ${synopsis(command)}` : `There is no command "${name}".`)
  console.error(usage(commands))
  return 2
}

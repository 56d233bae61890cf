import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'

const synopsis = ({ name, arguments: names }: Command) => [name, ...names].join(' ')

/** What `npm run admin` can do, one line per command. */
export function usage(commands: readonly Command[] = COMMANDS): string {
  const width = Math.max(0, ...commands.map((command) => synopsis(command).length))
  return ['Usage: npm run admin -- COMMAND', ...commands.map((c) => `  ${synopsis(c).padEnd(width)}  ${c.summary}`)].join('\n')
}

/** Runs the command that `given` begins with. Gives 0, or 2 after printing the usage when the command or its arguments are not known. */
export async function runCommand([name, ...given]: string[], commands: readonly Command[] = COMMANDS): Promise<0 | 2> {
  const command = commands.find((candidate) => candidate.name === name)
  if (command?.arguments.length === given.length) {
    await command.run(...given)
    return 0
  }
  if (name) console.error(command ? `"${name}" needs: ${synopsis(command)}` : `There is no command "${name}".`)
  console.error(usage(commands))
  return 2
}

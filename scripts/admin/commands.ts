import type { Command } from './command.ts'

/** Every command of `npm run admin`, in the order of its usage text. */
export const COMMANDS: readonly Command[] = []

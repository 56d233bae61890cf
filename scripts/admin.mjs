// `npm run admin -- COMMAND …`: what the operator of the server does from its command line.
import { fileURLToPath } from 'node:url'
import { withDatabase } from './with-database.mjs'

await withDatabase(fileURLToPath(import.meta.url), async () => {
  const { runCommand } = await import('./admin/run.ts')
  return runCommand(process.argv.slice(2))
})

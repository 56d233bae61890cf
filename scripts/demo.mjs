// `npm run demo`: 10,000 users to look around with.
import { fileURLToPath } from 'node:url'
import { withDatabase } from './with-database.mjs'

await withDatabase(fileURLToPath(import.meta.url), async () => {
  const { fillDemo } = await import('./fill-demo.ts')
  await fillDemo()
})

import { existsSync, writeFileSync } from 'node:fs'
import { digest, must, npm, read, sourcesUnder } from './bootstrap.mjs'

/** Generates the database clients when the schema that they are made from has changed. */
export async function generate() {
  const { oneAtATime } = await import('../lib/core/one-at-a-time.ts')
  await oneAtATime('prisma/generated', async () => {
    const stamp = 'prisma/generated/.gatehouse-schema'
    const wanted = digest('prisma/schema.prisma', 'package-lock.json')
    if (read(stamp) === wanted && existsSync('prisma/kysely')) return
    must(npm, ['run', '--silent', 'generate'], { stdio: 'pipe' })
    writeFileSync(stamp, wanted)
  })
}

/** Builds the pages when anything that they are made of has changed. Several starts at once build once. */
export async function build() {
  const { oneAtATime } = await import('../lib/core/one-at-a-time.ts')
  const { default: config } = await import('../next.config.mjs')
  await oneAtATime(config.distDir, async () => {
    const stamp = `${config.distDir}/.gatehouse-sources`
    const single = ['prisma/schema.prisma', 'next.config.mjs', 'postcss.config.mjs', 'package-lock.json', 'tsconfig.json']
    const wanted = digest(...[...sourcesUnder('app', 'components', 'lib', 'public'), ...single.filter(existsSync)].sort())
    if (read(stamp) === wanted) return
    console.log('Building (about half a minute)…')
    must(npm, ['run', '--silent', 'build'], { env: { ...process.env, NODE_ENV: 'production' }, stdio: 'pipe' })
    writeFileSync(stamp, wanted)
  })
}

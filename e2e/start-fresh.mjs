// The server that browser tests use: a production start on an empty database. GATEHOUSE_DATA must be set, it is removed first.
import { removeEmbeddedPostgres } from '../lib/core/embedded-postgres.ts'

if (!process.env.GATEHOUSE_DATA) throw new Error('Set GATEHOUSE_DATA: this removes what is there.')
await removeEmbeddedPostgres({ folder: process.env.GATEHOUSE_DATA, fallback: process.env.GATEHOUSE_STATE })
await import('../scripts/start.mjs')

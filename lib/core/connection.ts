import '#server-only'
import { env, type DatabaseEnv } from './env.ts'

/**
 * How to reach the database: address, TLS, and what every connection of ours has (UTC, a name for pg_stat_activity). For clients
 * beside the pool, such as the job queue. Compiling a plan (jit) costs more than any of our queries, so it is off. Throws when no database is configured.
 */
export function connectionSettings(applicationName = 'gatehouse', database: DatabaseEnv = env.database) {
  if (!database.connection) throw new Error('No database is configured: set DATABASE_URL, or start Gatehouse with "npm start".')
  return { ...database.connection, application_name: applicationName, options: '-c timezone=UTC -c jit=off' }
}

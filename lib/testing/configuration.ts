/** A complete configuration for tests, with this database. Secrets are the same in every run; what an earlier test has set is taken back. */
export function configureTests(databaseUrl: string) {
  for (const name of ['SMTP_URL', 'DATABASE_ECHO', 'TRUSTED_PROXIES']) delete process.env[name]
  process.env.DATABASE_URL = databaseUrl
  process.env.LOG_LEVEL ??= 'silent'
  // Races are tested with 32 at once: none of them should wait for a connection.
  process.env.DATABASE_POOL_MAX = '40'
  process.env.APP_URL = 'http://localhost:3000'
  process.env.AUTH_SECRET = 'a secret that only the tests know, long enough'
  process.env.APP_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString('base64')
  process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = Buffer.alloc(32, 2).toString('base64')
}

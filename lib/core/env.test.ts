import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ConfigurationError, addressList, parseDatabaseEnv, parseEnv, VARIABLES } from './env.ts'

const good = {
  AUTH_SECRET: 'x'.repeat(32),
  APP_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
}
const messageFor = (source: Record<string, string>) => {
  try {
    parseEnv({ ...good, ...source })
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError)
    return (error as Error).message
  }
  throw new Error('It was accepted.')
}

test('secrets alone are enough: the embedded database on http://localhost:3000', () => {
  const env = parseEnv(good)
  expect(env).toMatchObject({ appUrl: 'http://localhost:3000', host: '127.0.0.1', port: 3000, mailFrom: 'Gatehouse <gatehouse@localhost>' })
  expect(env.database.connection).toBeUndefined()
  expect(parseEnv({ ...good, PORT: '8080' }).appUrl).toBe('http://localhost:8080')
})

test('an empty variable counts as not set', () => {
  expect(parseEnv({ ...good, PORT: '', SMTP_URL: ' ', APP_URL: '' })).toMatchObject({ port: 3000, smtpUrl: undefined })
})

test('every bad variable is named with what was given and what is allowed', () => {
  const message = messageFor({ PORT: '80800', LOG_LEVEL: 'loud', DATABASE_POOL_MAX: 'ten', APP_URL: 'https://x.example/app' })
  expect(message).toContain('PORT is "80800"; allowed: a whole number from 1 to 65535.')
  expect(message).toContain('LOG_LEVEL is "loud"; allowed: fatal, error, warn, info, debug, trace, silent.')
  expect(message).toContain('DATABASE_POOL_MAX is "ten"; allowed: a whole number from 1 to 500.')
  expect(message).toContain('APP_URL is "https://x.example/app"; allowed: an http:// or https:// address without a path')
})

test.each([
  ['DATABASE_URL', 'mysql://root:hunter2@db/app'],
  ['SMTP_URL', 'http://user:hunter2@mail'],
  ['AUTH_SECRET', 'hunter2'],
  ['APP_ENCRYPTION_KEY', 'hunter2'],
  ['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', 'hunter2'],
])('%s is never repeated in a message', (name, value) => {
  const message = messageFor({ [name]: value })
  expect(message).toContain(`${name} is (hidden); allowed:`)
  expect(message).not.toContain('hunter2')
})

test.each([
  { APP_URL: 'ftp://x.example' },
  { APP_URL: 'https://user@x.example' },
  { APP_URL: 'x.example' },
  { PORT: '0' },
  { PORT: '3e3' },
  { DATABASE_DRIVER: 'mysql' },
  { DATABASE_TLS: 'yes' },
  { DATABASE_TLS: 'verify-full', DATABASE_TLS_CA: '/does/not/exist' },
  { DATABASE_ECHO: 'maybe' },
  { DATABASE_POOL_MIN: '11' },
  { DATABASE_URL: 'postgresql://a/b?sslmode=require' },
  { DATABASE_URL: 'postgresql://a/b', DATABASE_HOST: 'c' },
  { TRUSTED_PROXIES: '10.0.0.0/33' },
  { TRUSTED_PROXIES: 'proxy' },
  { MAIL_FROM: 'Ann\r\nBcc: x@y.example' },
  { GATEHOUSE_STATE: 'relative' },
])('refuses %o', (source) => {
  expect(messageFor(source)).toContain(Object.keys(source)[0]!.slice(0, 12))
})

test('the parts of an address make a connection with the TLS that was asked for', () => {
  const parts = { DATABASE_HOST: 'db', DATABASE_USER: 'me', DATABASE_PASSWORD: 'p w', DATABASE_NAME: 'people' }
  expect(parseDatabaseEnv({ ...parts, DATABASE_TLS: 'require' }).connection).toEqual({
    host: 'db',
    port: 5432,
    user: 'me',
    password: 'p w',
    database: 'people',
    ssl: { rejectUnauthorized: false },
  })
  expect(parseDatabaseEnv({ DATABASE_URL: 'postgresql://db/people', DATABASE_TLS: 'verify-full' }).connection).toEqual({
    connectionString: 'postgresql://db/people',
    ssl: { rejectUnauthorized: true },
  })
})

test('a list of addresses knows its networks', () => {
  const list = addressList('10.0.0.0/8, 192.0.2.7 ::1')
  expect(list.check('10.9.8.7', 'ipv4')).toBe(true)
  expect(list.check('192.0.2.7', 'ipv4')).toBe(true)
  expect(list.check('192.0.2.8', 'ipv4')).toBe(false)
  expect(list.check('::1', 'ipv6')).toBe(true)
})

test('the documentation has every variable and no other', () => {
  const documented = [...readFileSync('docs/configuration.md', 'utf8').matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1])
  expect(documented.sort()).toEqual(Object.keys(VARIABLES).sort())
})

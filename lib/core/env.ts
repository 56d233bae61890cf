import '#server-only'
import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { lazily, once } from './lazily.ts'

/** The configuration is wrong: the message names every variable concerned, what was given and what is allowed. Secrets are masked. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

type Variable = { schema: z.ZodType<unknown, string | undefined>; allowed: string; secret?: true }

const variable = <S extends z.ZodType<unknown, string | undefined>>(schema: S, allowed: string) => ({ schema, allowed })
const secret = <S extends z.ZodType<unknown, string | undefined>>(schema: S, allowed: string) => ({
  schema,
  allowed,
  secret: true as const,
})
const whole = (min: number, max: number, fallback: number) =>
  variable(
    z
      .string()
      .regex(/^\d{1,9}$/)
      .default(String(fallback))
      .transform(Number)
      .pipe(z.number().min(min).max(max)),
    `a whole number from ${min} to ${max}`,
  )
const choice = <const V extends readonly [string, ...string[]]>(values: V, fallback: NoInfer<V[number]>) =>
  variable(z.enum(values).default(fallback as never) as z.ZodType<V[number], string | undefined>, values.join(', '))
const onOff = (fallback: boolean) =>
  variable(
    z
      .string()
      .default(fallback ? 'on' : 'off')
      .transform((text) => (text === 'true' ? 'on' : text === 'false' ? 'off' : text))
      .pipe(z.enum(['on', 'off']))
      .transform((text) => text === 'on'),
    'on, off, true or false',
  )
const bytes = (sizes: readonly number[]) =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .refine((text) => sizes.includes(Buffer.from(text, 'base64').length))
const url = (protocols: readonly string[], accept: (parsed: URL) => boolean = () => true) =>
  z.string().refine((text) => {
    const parsed = URL.parse(text)
    return parsed !== null && protocols.includes(parsed.protocol) && accept(parsed)
  })

const isPostgres = (text: string) => ['postgres:', 'postgresql:'].includes(URL.parse(text)?.protocol ?? '')
const mailAddress = /^(?:[^<>"\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/

/** A list of addresses and networks (10.0.0.0/8, ::1) as something that answers whether an address is in it. */
export function addressList(text: string): BlockList {
  const list = new BlockList()
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits, ...more] = entry.split('/')
    const family = isIP(address)
    const most = family === 4 ? 32 : 128
    if (!family || more.length || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) throw new Error(entry)
    list.addSubnet(address, bits === undefined ? most : Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

const readable = (path: string) => {
  try {
    return readFileSync(path, 'utf8').includes('BEGIN CERTIFICATE')
  } catch {
    return false
  }
}

/** Every variable that Gatehouse reads: how it is parsed and, for the message about a bad one, what is allowed. */
export const VARIABLES = {
  DATABASE_URL: secret(z.string().refine(isPostgres).optional(), 'a URL that begins with postgresql://'),
  DATABASE_DRIVER: choice(['postgresql'], 'postgresql'),
  DATABASE_HOST: variable(z.string().max(255).optional(), 'a host name or address'),
  DATABASE_PORT: whole(1, 65_535, 5432),
  DATABASE_USER: variable(z.string().max(63).default('gatehouse'), 'a name of at most 63 characters'),
  DATABASE_PASSWORD: secret(z.string().optional(), 'any text'),
  DATABASE_NAME: variable(z.string().max(63).default('gatehouse'), 'a name of at most 63 characters'),
  DATABASE_POOL_MIN: whole(0, 500, 0),
  DATABASE_POOL_MAX: whole(1, 500, 10),
  DATABASE_TLS: choice(['disable', 'require', 'verify-full'], 'disable'),
  DATABASE_TLS_CA: variable(z.string().refine(readable).optional(), 'the path of a readable file of PEM certificates'),
  DATABASE_ECHO: onOff(false),
  DATABASE_CONNECT_RETRIES: whole(0, 1000, 10),
  DATABASE_CONNECT_RETRY_SECONDS: whole(0, 300, 2),
  MIGRATE: onOff(true),
  APP_URL: variable(
    url(['http:', 'https:'], (u) => u.pathname === '/' && !u.search && !u.hash && !u.username && !u.password)
      .transform((text) => new URL(text).origin)
      .optional(),
    'an http:// or https:// address without a path, such as https://people.example.org',
  ),
  HOST: variable(z.string().max(255).default('127.0.0.1'), 'an address or host name of this machine'),
  PORT: whole(1, 65_535, 3000),
  TRUSTED_PROXIES: variable(
    z
      .string()
      .default('')
      .transform((text, context) => {
        try {
          return addressList(text)
        } catch {
          context.addIssue('address')
          return z.NEVER
        }
      }),
    'addresses and networks separated by commas, such as 10.0.0.0/8, ::1',
  ),
  CLIENT_CERTIFICATE_PROXIES: variable(
    z
      .string()
      .optional()
      .transform((text, context) => {
        try {
          return text === undefined ? undefined : addressList(text)
        } catch {
          context.addIssue('address')
          return z.NEVER
        }
      }),
    'addresses and networks separated by commas, such as 10.0.0.0/8, ::1',
  ),
  CLIENT_CERTIFICATE_SECRET: secret(z.string().min(32).max(200).optional(), 'at least 32 characters, the same that the proxy sends'),
  SMTP_URL: secret(url(['smtp:', 'smtps:']).optional(), 'a URL that begins with smtp:// or smtps://'),
  MAIL_FROM: variable(
    z.string().max(320).regex(mailAddress).optional(),
    'an address such as people@example.org or People <people@example.org>',
  ),
  LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  GATEHOUSE_DATA: variable(z.string().default('.data'), 'a path'),
  GATEHOUSE_STATE: variable(z.string().startsWith('/').default('/var/lib/gatehouse'), 'an absolute path'),
  AUTH_SECRET: secret(z.string().min(32), 'at least 32 characters'),
  APP_ENCRYPTION_KEY: secret(bytes([32]), '32 random bytes in base64'),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: secret(bytes([16, 24, 32]), '16, 24 or 32 random bytes in base64'),
} satisfies Record<string, Variable>

type Variables = { [N in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[N]['schema']> }
type Source = Readonly<Record<string, string | undefined>>

function parseVariables(source: Source, wanted: (name: string) => boolean): Variables {
  const parsed: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, { schema, allowed, ...kind }] of Object.entries<Variable>(VARIABLES)) {
    if (!wanted(name)) continue
    // Compose files and service units hand over empty variables for what was left out.
    const given = source[name]?.trim() || undefined
    const result = schema.safeParse(given)
    if (result.success) parsed[name] = result.data
    else
      problems.push(
        `${name} is ${given === undefined ? 'not set' : kind.secret ? '(hidden)' : JSON.stringify(given)}; allowed: ${allowed}.`,
      )
  }
  const all = parsed as Variables
  if (all.DATABASE_POOL_MIN > all.DATABASE_POOL_MAX)
    problems.push(`DATABASE_POOL_MIN is ${all.DATABASE_POOL_MIN}; allowed: at most DATABASE_POOL_MAX, which is ${all.DATABASE_POOL_MAX}.`)
  if (all.DATABASE_URL && all.DATABASE_HOST)
    problems.push(`DATABASE_HOST is ${JSON.stringify(all.DATABASE_HOST)}; allowed: either DATABASE_URL or DATABASE_HOST, not both.`)
  if (all.DATABASE_TLS_CA && all.DATABASE_TLS !== 'verify-full')
    problems.push(`DATABASE_TLS is "${all.DATABASE_TLS}"; allowed: verify-full, as DATABASE_TLS_CA is set.`)
  if (all.DATABASE_URL && URL.parse(all.DATABASE_URL)?.searchParams.has('sslmode'))
    problems.push('DATABASE_URL is (hidden) with sslmode in it; allowed: no sslmode, set DATABASE_TLS instead.')
  if ((all.CLIENT_CERTIFICATE_PROXIES === undefined) !== (all.CLIENT_CERTIFICATE_SECRET === undefined))
    problems.push('CLIENT_CERTIFICATE_PROXIES and CLIENT_CERTIFICATE_SECRET are not both set; allowed: both, or none of them.')
  if (problems.length) throw new ConfigurationError(`Gatehouse cannot start with this configuration:\n  ${problems.join('\n  ')}`)
  return all
}

function connectionFrom(all: Variables) {
  const ssl =
    all.DATABASE_TLS === 'disable'
      ? false
      : all.DATABASE_TLS === 'require'
        ? { rejectUnauthorized: false }
        : { rejectUnauthorized: true, ...(all.DATABASE_TLS_CA && { ca: readFileSync(all.DATABASE_TLS_CA, 'utf8') }) }
  if (all.DATABASE_URL) return { connectionString: all.DATABASE_URL, ssl }
  if (!all.DATABASE_HOST) return undefined
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_USER: user, DATABASE_PASSWORD: password, DATABASE_NAME: database } = all
  return { host, port, user, database, ssl, ...(password !== undefined && { password }) }
}

const databaseFrom = (all: Variables) => ({
  connection: connectionFrom(all),
  poolMin: all.DATABASE_POOL_MIN,
  poolMax: all.DATABASE_POOL_MAX,
  echo: all.DATABASE_ECHO,
  connectRetries: all.DATABASE_CONNECT_RETRIES,
  connectRetrySeconds: all.DATABASE_CONNECT_RETRY_SECONDS,
})
export type DatabaseEnv = ReturnType<typeof databaseFrom>

const certificateProxiesFrom = ({ CLIENT_CERTIFICATE_PROXIES: addresses, CLIENT_CERTIFICATE_SECRET: secret }: Variables) =>
  addresses && secret !== undefined ? { addresses, secret } : undefined

/** Parses the DATABASE_ variables alone, for commands that run before the secrets exist. Throws ConfigurationError. */
export const parseDatabaseEnv = (source: Source): DatabaseEnv =>
  databaseFrom(parseVariables(source, (name) => name.startsWith('DATABASE_')))

/**
 * Parses a whole environment. Throws one ConfigurationError about everything that is wrong. `database.connection` is undefined when
 * no database is configured: then the embedded one is meant.
 */
export function parseEnv(source: Source) {
  const all = parseVariables(source, () => true)
  const appUrl = all.APP_URL ?? `http://localhost:${all.PORT}`
  return {
    appUrl,
    host: all.HOST,
    port: all.PORT,
    trustedProxies: all.TRUSTED_PROXIES,
    certificateProxies: certificateProxiesFrom(all),
    database: databaseFrom(all),
    migrate: all.MIGRATE,
    smtpUrl: all.SMTP_URL,
    mailFrom: all.MAIL_FROM ?? `Gatehouse <gatehouse@${new URL(appUrl).hostname}>`,
    logLevel: all.LOG_LEVEL,
    dataFolder: all.GATEHOUSE_DATA,
    stateFolder: all.GATEHOUSE_STATE,
    authSecret: all.AUTH_SECRET,
    appEncryptionKey: all.APP_ENCRYPTION_KEY,
  }
}

/** The configuration of this process, see docs/configuration.md. Read at first use, so importing this module needs no variable to be set. */
export const env = lazily(() => once('env', () => parseEnv(process.env)))

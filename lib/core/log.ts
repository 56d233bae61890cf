import '#server-only'
import { pino } from 'pino'
import { env } from './env.ts'
import { lazily, once } from './lazily.ts'

/**
 * The log of this process: one JSON object per line on standard output. Log ids, never contents: no passwords, tokens, query
 * parameters or request bodies. The names below are masked anyway, in case one slips through.
 */
export const log = lazily(() =>
  once('log', () =>
    pino({
      level: env.logLevel,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['password', 'token', 'secret', 'cookie', 'authorization'].flatMap((name) => [name, `*.${name}`]),
        censor: '(hidden)',
      },
    }),
  ),
)

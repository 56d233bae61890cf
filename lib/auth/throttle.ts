import '#server-only'
import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { pool, type Tx } from '../core/db.ts'
import { env } from '../core/env.ts'
import { AppError } from '../core/errors.ts'
import { waitingTime } from '../core/rate-limit.ts'

/** Security policy, section 6: five failures are free, then each one costs a longer wait; NIST 800-63B allows at most 100 in a row. */
const WAIT_MINUTES = '{1,2,4,8,15}'
const FREE_FAILURES = 5
const MOST_IN_A_ROW = 100
const ADDRESS_FAILURES = 20

/** The first 64 bits of an IPv6 address: whoever has one has all the others of that network too. */
function network(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Under which names an attempt is counted. An identifier that nobody has is counted too, under a keyed hash of what was typed. */
export function throttleKeys(userId: string | null, identifier: string, address: string | null) {
  const who = userId ?? createHmac('sha256', env.authSecret).update(`identifier ${identifier.toLowerCase()}`).digest('base64url')
  return { account: `account:${who}`, inARow: `row:${who}`, address: `address:${network(address ?? 'unknown')}` }
}
export type ThrottleKeys = ReturnType<typeof throttleKeys>

const COUNT_ADDRESS = `
insert into sign_in_throttles as known (key, failures) values ($1, 1)
on conflict (key) do update set
  failures = case when known.window_start < now() - interval '5 minutes' then 1 else known.failures + 1 end,
  window_start = case when known.window_start < now() - interval '5 minutes' then now() else known.window_start end
where known.failures < ${ADDRESS_FAILURES} or known.window_start < now() - interval '5 minutes'
returning failures`

// Counts one attempt, or gives no row when the account has to wait. The first five pass; each later one sets the next wait.
const COUNT_ACCOUNT = `
with counted as (
  insert into sign_in_throttles as known (key, failures) select $1, 1
  where not exists (select from sign_in_throttles where key = $2 and failures >= ${MOST_IN_A_ROW})
  on conflict (key) do update set
    failures = case when known.window_start < now() - interval '12 hours' then 1 else known.failures + 1 end,
    window_start = case when known.window_start < now() - interval '12 hours' then now() else known.window_start end,
    blocked_until = case when known.window_start >= now() - interval '12 hours' and known.failures + 1 >= ${FREE_FAILURES}
      then now() + make_interval(mins => ('${WAIT_MINUTES}'::int[])[least(known.failures + 2 - ${FREE_FAILURES}, 5)]) end
  where known.blocked_until is null or known.blocked_until <= now()
  returning failures
), in_a_row as (
  insert into sign_in_throttles as known (key, failures) select $2, 1 from counted
  on conflict (key) do update set failures = known.failures + 1, window_start = now()
)
select failures from counted`

const WAITING = `
select ceil(extract(epoch from max(case when key = $2 then window_start + interval '5 minutes' else blocked_until end) - now()))::int as seconds,
  coalesce(bool_or(key = $3 and failures >= ${MOST_IN_A_ROW}), false) as exhausted
from sign_in_throttles where key = any(array[$1, $2, $3])`

async function refusal(keys: ThrottleKeys, blocked: 'account' | 'address'): Promise<AppError> {
  const asked = blocked === 'account' ? [keys.account, '', keys.inARow] : ['', keys.address, '']
  const { rows } = await pool.query<{ seconds: number | null; exhausted: boolean }>(WAITING, asked)
  if (rows[0]?.exhausted)
    return new AppError(
      'RATE_LIMITED',
      'Too many failed tries. Signing in with a password works again after a reset: use “Forgot password”.',
      {
        reason: 'RESET_NEEDED',
      },
    )
  const retryAfterSeconds = Math.max(1, rows[0]?.seconds ?? 60)
  return new AppError('RATE_LIMITED', `Too many failed tries. Try again in ${waitingTime(retryAfterSeconds)}.`, { retryAfterSeconds })
}

/**
 * Counts an attempt as failed before its secret is looked at, in the database and atomically, so that neither parallel tries nor several
 * processes get more. Throws RATE_LIMITED when the account or the address has to wait; then nothing may be verified.
 */
export async function countAttempt(keys: ThrottleKeys): Promise<void> {
  if ((await pool.query(COUNT_ADDRESS, [keys.address])).rowCount === 0) throw await refusal(keys, 'address')
  if ((await pool.query(COUNT_ACCOUNT, [keys.account, keys.inARow])).rowCount === 0) throw await refusal(keys, 'account')
  if (Math.random() < 0.01) await forgetOld()
}

/** Takes a counted attempt back because the secret was right: the account begins anew, the address gets this one back. */
export async function forgiveAttempt(keys: ThrottleKeys): Promise<void> {
  await pool.query(
    `with forgiven as (delete from sign_in_throttles where key = any($1))
     update sign_in_throttles set failures = greatest(failures - 1, 0) where key = $2`,
    [[keys.account, keys.inARow], keys.address],
  )
}

/** The counters of one account, to be deleted when its mailbox was proved by a reset link. */
export const accountThrottleKeys = (userId: string) => [`account:${userId}`, `row:${userId}`]

/**
 * Counts a request for a reset mail in the caller's transaction and says whether one may still be sent: three an hour for each user, and
 * the same count for names that nobody has, so that both cost alike.
 */
export async function countSilently(tx: Tx, userId: string | null, identifier: string): Promise<boolean> {
  const key = throttleKeys(userId, identifier, null).account.replace(/^account/, 'reset')
  const counted = await tx.$queryRaw<unknown[]>`
    insert into sign_in_throttles as known (key, failures) values (${key}, 1)
    on conflict (key) do update set
      failures = case when known.window_start < now() - interval '1 hour' then 1 else known.failures + 1 end,
      window_start = case when known.window_start < now() - interval '1 hour' then now() else known.window_start end
    where known.failures < 3 or known.window_start < now() - interval '1 hour'
    returning 1`
  return counted.length === 1
}

type Counter = { $queryRaw: Tx['$queryRaw'] }

/**
 * Counts one more of `kind` for somebody or something within an hour that begins with the first, with the handle of the caller, and says
 * whether it was within `most`. What is counted is kept as a keyed hash, for up to half a day.
 */
export async function countWithinHour(handle: Counter, kind: string, what: string, most: number): Promise<boolean> {
  const key = `${kind}:${createHmac('sha256', env.authSecret).update(`${kind} ${what.toLowerCase()}`).digest('base64url')}`
  const counted = await handle.$queryRaw<unknown[]>`
    insert into sign_in_throttles as known (key, failures) values (${key}, 1)
    on conflict (key) do update set
      failures = case when known.window_start < now() - interval '1 hour' then 1 else known.failures + 1 end,
      window_start = case when known.window_start < now() - interval '1 hour' then now() else known.window_start end
    where known.failures < ${most} or known.window_start < now() - interval '1 hour'
    returning 1`
  return counted.length === 1
}

/** How many codes that nobody has one address may try within an hour (threat 56). */
const MOST_MISSES = 20

/**
 * Counts a code in a link that nobody has, for the network of the address. Gives the error that the caller gets: NOT_FOUND with `message`,
 * or RATE_LIMITED after 20 within an hour. Codes that exist are never counted.
 */
export async function countMiss(handle: Counter, address: string | null, message: string): Promise<AppError> {
  if (await countWithinHour(handle, 'missed-code', network(address ?? 'unknown'), MOST_MISSES)) return new AppError('NOT_FOUND', message)
  return new AppError('RATE_LIMITED', 'Too many links that do not work were tried from your network. Try again in an hour.', {
    retryAfterSeconds: 3_600,
  })
}

const forgetOld = () =>
  pool.query(
    `delete from sign_in_throttles where window_start < now() - case when key like 'row:%' then interval '90 days' else interval '13 hours' end`,
  )

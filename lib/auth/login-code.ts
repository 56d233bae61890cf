// The door to login codes: counted per code and per address before anything is verified.
import '#server-only'
import { CODE_LENGTHS, readCode } from '../core/codes.ts'
import { pool } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { waitingTime } from '../core/rate-limit.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { throttleKeys } from './throttle.ts'

/** How many of a code's characters find it; the others are its secret, 80 bits, and stored as an Argon2id hash (ASVS 6.5.2). */
const SELECTOR = 4
/** How often one code may be tried wrongly, and how often one address may try wrongly within an hour. */
const MOST_TRIES = 5
const MOST_MISSES = 20

/** A login code in the two parts that it is stored by. */
export const partsOf = (code: string) => ({ selector: code.slice(0, SELECTOR), verifier: code.slice(SELECTOR) })

/** The stored form of a login code's secret part. Takes as long as a password. Throws UNAVAILABLE under a flood. */
export const hashVerifier = (verifier: string) => hashPassword(verifier)

const COUNT_ADDRESS = `
insert into sign_in_throttles as known (key, failures) values ($1, 1)
on conflict (key) do update set
  failures = case when known.window_start < now() - interval '1 hour' then 1 else known.failures + 1 end,
  window_start = case when known.window_start < now() - interval '1 hour' then now() else known.window_start end
where known.failures < ${MOST_MISSES} or known.window_start < now() - interval '1 hour'
returning failures`

// The code that is still good comes first: the same four characters may have stood for older ones. Only that one has tries to lose.
const COUNT_CODE = `
with candidate as (
  select id, user_id, user_label, verifier_hash, used_at is null and voided_at is null and expires_at > now() as good
  from login_codes where selector = $1 order by good desc, created_at desc limit 1
), counted as (
  update login_codes set tries = tries + 1 from candidate where login_codes.id = candidate.id and good and tries < ${MOST_TRIES}
  returning login_codes.id
)
select id::text, user_id::text as "userId", user_label as "userLabel", verifier_hash as hash, good, exists (select from counted) as counted from candidate`

type Candidate = { id: string; userId: string; userLabel: string; hash: string; good: boolean; counted: boolean }

/** What was found out about a typed code: whose it is and whether it is right, or why not. Whether it is still good, the database says later. */
export type ProvenCode =
  | { right: true; codeId: string; userId: string; userLabel: string }
  | { right: false; codeId: string | null; userId: string | null; userLabel: string; why: 'unknown' | 'wrong' | 'too-many-tries' }

async function countAddress(key: string) {
  if ((await pool.query(COUNT_ADDRESS, [key])).rowCount !== 0) return
  const { rows } = await pool.query<{ seconds: number }>(
    `select ceil(extract(epoch from window_start + interval '1 hour' - now()))::int as seconds from sign_in_throttles where key = $1`,
    [key],
  )
  const retryAfterSeconds = Math.max(1, rows[0]?.seconds ?? 60)
  throw new AppError(
    'RATE_LIMITED',
    `Too many codes that do not work came from your network. Try again in ${waitingTime(retryAfterSeconds)}.`,
    {
      retryAfterSeconds,
    },
  )
}

/** Whoever typed it rightly loses no try by it, and neither does their network. */
const forgive = (codeId: string, key: string) =>
  pool.query(
    `with forgiven as (update login_codes set tries = greatest(tries - 1, 0) where id = $1::uuid)
     update sign_in_throttles set failures = greatest(failures - 1, 0) where key = $2`,
    [codeId, key],
  )

const wrong = (candidate: Candidate | undefined, why: 'unknown' | 'wrong' | 'too-many-tries'): ProvenCode => ({
  right: false,
  codeId: candidate?.id ?? null,
  userId: candidate?.userId ?? null,
  userLabel: candidate?.userLabel ?? 'unknown',
  why,
})

/**
 * Verifies a login code as it was typed, with one Argon2id verification whatever it is, after counting the try: five wrong ones per code,
 * 20 an hour per network. Throws RATE_LIMITED before anything is verified. Uses nothing up.
 */
export async function proveLoginCode(typed: string, address: string | null): Promise<ProvenCode> {
  const key = throttleKeys(null, '', address).address.replace(/^address:/, 'login-code:')
  await countAddress(key)
  const code = readCode(typed, CODE_LENGTHS.login)
  const { selector, verifier } = partsOf(code ?? '')
  const [candidate] = code ? (await pool.query<Candidate>(COUNT_CODE, [selector])).rows : []
  // A code that is no good any more is verified too: its person should find in the log that it was tried again.
  const mayVerify = candidate !== undefined && (candidate.counted || !candidate.good)
  const right = await verifyPassword(mayVerify ? candidate.hash : null, verifier)
  if (!candidate) return wrong(undefined, 'unknown')
  if (!mayVerify) return wrong(candidate, 'too-many-tries')
  if (!right) return wrong(candidate, 'wrong')
  if (candidate.good) await forgive(candidate.id, key)
  const { id: codeId, userId, userLabel } = candidate
  return { right: true, codeId, userId, userLabel }
}

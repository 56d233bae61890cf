import { exactTime } from '../core/format.ts'

type Why = { reason: string; message: string } | null

/** How long a mark outlives its token. */
export const KEPT_DAYS = 30
/** How many marks the nightly job removes with one statement. */
export const FORGET_BATCH = 10_000
/** How much of a token's fingerprint names it to people. */
export const FINGERPRINT_SHOWN = 16

/** A token as the screens and the log name it: the beginning of its SHA-256, never the token. */
export const fingerprintOf = (tokenHash: string) => tokenHash.slice(0, FINGERPRINT_SHOWN)

/** Why a mark cannot be deleted, or null: as long as the token could be sent again it must be known. */
export function whyNotDeleteSeenToken(token: { deletableFrom: Date | null; deletable: boolean }): Why {
  if (token.deletable) return null
  const until = token.deletableFrom
    ? `until ${exactTime(token.deletableFrom)} (${KEPT_DAYS} days after the token’s own end)`
    : 'for ever, because the token has no end'
  return { reason: 'STILL_NEEDED', message: `This mark is kept ${until}, so that the token cannot be used again. Nothing was changed.` }
}

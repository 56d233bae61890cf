import type { LoginCodeState } from './schema.ts'

type Why = { reason: string; message: string } | null

/** How long a login code works. */
export const LOGIN_CODE_MINUTES = 10

/** Why nobody can be given a login code, or null: only active users sign in. */
export const whyNotCreateLoginCode = (user: { status: string }): Why =>
  user.status === 'ACTIVE'
    ? null
    : { reason: 'NOT_ACTIVE', message: 'Only active users can sign in, so no code was made. Reactivate or restore the user first.' }

/** Why a code cannot be taken back, or null. One that is expired or void already can: nothing changes. */
export const whyNotVoidLoginCode = (code: { state: LoginCodeState }): Why =>
  code.state === 'used'
    ? { reason: 'USED', message: 'This code was used, so it cannot be taken back. To sign the user out, end their sessions.' }
    : null

/** Login codes are never deleted: they say who came in, by whose hand, and from where. */
export const NEVER_DELETED = {
  reason: 'NEVER_DELETED',
  message:
    'Login codes are never deleted: they show who was let in by whom. Nothing was changed. A code that is not used can be taken back.',
} as const

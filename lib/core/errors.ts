/** The whole error model: what can go wrong for a caller, and the HTTP status that says so. Special cases are a `reason`, never a new code. */
export const STATUS = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID: 422,
  CONFLICT: 409,
  RULE: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
} as const
export type ErrorCode = keyof typeof STATUS

/**
 * `reason` is a machine-readable word such as LAST_ADMINISTRATOR; `fields` maps input fields to sentences; `current` is what a stale edit
 * would have overwritten; `retryAfterSeconds` belongs to RATE_LIMITED; `cause` goes to the log only.
 */
export type ErrorDetail = {
  reason?: string
  fields?: Record<string, string[]>
  current?: Record<string, unknown>
  retryAfterSeconds?: number
  cause?: unknown
}

/** The only error whose message people see. Thrown anywhere in lib, translated once at each edge. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: ErrorDetail
  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = 'AppError'
    this.code = code
    this.detail = detail
  }
}

/** Whether `error` is an AppError, also one made by the other copy of this module that Next bundles (where `instanceof` is false). */
export const isAppError = (error: unknown): error is AppError =>
  error instanceof Error && error.name === 'AppError' && 'code' in error && (error.code as string) in STATUS

/** The 404 for a thing that is missing, out of reach or another's: all three read the same. */
export const notFound = (what: string) =>
  new AppError('NOT_FOUND', `${what} not found. It may have been removed, or it is not yours to see.`)

/** Throws RULE with the sentence of a `whyNot…` rule, if there is one. */
export function refuse(why: { reason: string; message: string } | null): void {
  if (why) throw new AppError('RULE', why.message, { reason: why.reason })
}

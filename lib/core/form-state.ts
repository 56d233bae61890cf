import type { ErrorCode } from './errors.ts'

/** What was typed, by field name, to be shown again after a refusal. Never contains passwords. */
export type FormValues = Record<string, string | string[]>

/** A refused submission: what went wrong, on which fields, and what was typed. `message` is a sentence for people. */
export type FormRefusal = {
  ok: false
  code: ErrorCode
  message: string
  reason?: string
  fields: Record<string, string[]>
  values: FormValues
}

/**
 * What every form action returns, and what `useActionState` holds: `null` before the first submission, then success or refusal.
 * It is plain JSON, so it survives the way from the server with and without client JavaScript.
 */
export type FormState = null | { ok: true; message?: string; result?: unknown } | FormRefusal

/** The signature of a form action: bound to `<form action>` through `useActionState`. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>

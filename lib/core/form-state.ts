import { safeParse, type $ZodType } from 'zod/v4/core'
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

/** Names that a browser sends beside the fields: React's and conform's bookkeeping, and the two marks below. */
const BOOKKEEPING = /^(?:\$|__)/

/** A hidden field of this name names a check box: absent from what the browser sends, it means "false" and not "unchanged". */
export const CHECKBOX_MARK = '$checkbox'
/** A hidden field of this name names a field that is a list, also when one or none of its values is sent. */
export const LIST_MARK = '$list'
/** A hidden field of this name names a field that must be filled in, though its schema takes its absence: emptied, it is `''`. */
export const REQUIRED_MARK = '$required'

/**
 * A submitted form as the input of an operation, the same in the browser and on the server: text stays text (an emptied field is `''`,
 * not absent), a name sent twice is a list, marked check boxes are `'true'` or `'false'`, marked lists are always lists. Files are left out.
 */
export function formInput(form: FormData): FormValues {
  const input: FormValues = Object.create(null) as FormValues
  // One walk: asking the form for each name would read all of it each time, and a form of 1 MB can have 100,000 names.
  const texts = new Map<string, string[]>()
  for (const [name, value] of form) {
    if (typeof value !== 'string') continue
    const known = texts.get(name)
    if (known) known.push(value)
    else texts.set(name, [value])
  }
  for (const [name, given] of texts) if (!BOOKKEEPING.test(name)) input[name] = given.length === 1 ? (given[0] as string) : given
  const marked = (mark: string) => (texts.get(mark) ?? []).filter((name) => !BOOKKEEPING.test(name))
  const names = new Set(form.keys())
  for (const name of marked(CHECKBOX_MARK)) input[name] = names.has(name) ? 'true' : 'false'
  for (const name of marked(LIST_MARK)) input[name] = texts.get(name) ?? []
  return { ...input }
}

/** The fields of an object schema, also of one that is refined or transformed; none for other schemas. */
function shapeOf(schema: $ZodType): Readonly<Record<string, $ZodType>> {
  const { shape, in: inner } = schema as { shape?: Record<string, $ZodType>; in?: $ZodType }
  return shape ?? (inner ? shapeOf(inner) : {})
}

const accepts = (field: $ZodType | undefined, value: unknown) => field !== undefined && safeParse(field, value).success

/** "fields.KEY": a value of a record in the input. The key begins with a letter, so that no form reaches what every object has. */
const INSIDE = /^([a-zA-Z]\w*)\.([a-z][a-z\d_]*)$/

/**
 * Puts flat names with a dot into records: `fields.size` becomes `size` of `fields`. Schemas have their records like that, and so have the
 * starting values of forms.
 */
export function nested(input: Record<string, unknown>): Record<string, unknown> {
  const records = new Map<string, Record<string, unknown>>()
  const flat: [string, unknown][] = []
  for (const [name, value] of Object.entries(input)) {
    const [, record, key] = INSIDE.exec(name) ?? []
    if (record === undefined || key === undefined) flat.push([name, value])
    else {
      const known = records.get(record) ?? {}
      known[key] = value
      records.set(record, known)
    }
  }
  return records.size === 0 ? input : Object.fromEntries([...flat, ...records])
}

function fitting(field: $ZodType | undefined, value: string | string[], required: boolean): unknown {
  if (Array.isArray(value)) return value.length < 2 || !field || accepts(field, value) ? value : value.at(-1)
  // An empty field is an absent one, unless emptiness is a value there: clearing the organisation is a change.
  return value === '' && !required && field && !accepts(field, '') && accepts(field, undefined) ? undefined : value
}

/**
 * A form as this schema wants it, for checking in the browser and for calling the operation alike: as `formInput`, but a name sent twice
 * counts as its last value where the schema takes no list, and an empty field is absent where the schema takes no empty text, unless the form
 * marks it as required: whoever empties the username of an edit has to hear of it.
 */
export function inputFor(form: FormData, schema: $ZodType): Record<string, unknown> {
  const shape = shapeOf(schema)
  const required = new Set(form.getAll(REQUIRED_MARK))
  const input = Object.fromEntries(
    Object.entries(formInput(form)).flatMap(([name, value]) => {
      const fit = fitting(Object.hasOwn(shape, name) ? shape[name] : undefined, value, required.has(name))
      return fit === undefined ? [] : [[name, fit]]
    }),
  )
  return nested(input)
}

/** A postal code and a code of conduct are no secrets. */
const SECRET = /password|secret|token|^keyPem$|(?<!postal)code(?!OfConduct)/i

/** What administrators name as they like, and what holds no secrets: extra fields of users, and answers of applicants. */
const NAMED_FREELY = /^(?:fields|answers)\./

/** What may be shown again after a refusal: the input without anything that is named a password, secret, token or code. */
export const typedValues = (input: FormValues): FormValues =>
  Object.fromEntries(Object.entries(input).filter(([name]) => NAMED_FREELY.test(name) || !SECRET.test(name)))

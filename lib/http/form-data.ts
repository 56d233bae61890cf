import type { z } from 'zod'
import type { FormValues } from '../core/form-state.ts'

type Shape = Readonly<Record<string, z.ZodType>>

/** The fields of an object schema, also of one that is refined or transformed; none for other schemas. */
function shapeOf(schema: z.ZodType): Shape {
  const { shape, in: inner } = schema as { shape?: Shape; in?: z.ZodType }
  return shape ?? (inner ? shapeOf(inner) : {})
}

const accepts = (field: z.ZodType | undefined, value: unknown) => field?.safeParse(value).success === true

function single(field: z.ZodType | undefined, values: readonly string[]): unknown {
  if (values.length > 1) return accepts(field, values) || !field ? values : values.at(-1)
  const value = values[0] as string
  // An empty field is an absent one, unless emptiness is a value there: clearing the organisation is a change.
  if (value === '' && field && !accepts(field, '') && accepts(field, undefined)) return undefined
  return value
}

/** The names and texts of a form, without React's own fields (`$ACTION_…`), the password that only confirms, and files. */
function ownEntries(form: FormData): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const [name, value] of form) {
    if (name.startsWith('$ACTION_') || name === 'confirmPassword' || name === resendField || typeof value !== 'string') continue
    fields.set(name, [...(fields.get(name) ?? []), value])
  }
  return fields
}

/** Marks a form that was kept when a session ran out and is sent again from the page that kept it. */
export const resendField = 'gatehouse-send-again'

/**
 * Unpacks a form into what the operation's schema expects; checking is the operation's alone. `name[]` is always a list, a name that
 * comes several times is one where the schema takes one and else counts as its last value, an empty field is absent where the schema
 * does not take an empty text. `checkboxes` names fields whose absence means "off".
 */
export function unpackForm(form: FormData, schema: z.ZodType, checkboxes: readonly string[] = []): Record<string, unknown> {
  const shape = shapeOf(schema)
  const input = new Map<string, unknown>()
  for (const [name, values] of ownEntries(form)) {
    if (name.endsWith('[]')) input.set(name.slice(0, -2), values)
    else {
      const value = single(shape[name], values)
      if (value !== undefined) input.set(name, value)
    }
  }
  for (const name of checkboxes) if (!input.has(name)) input.set(name, 'off')
  // fromEntries defines, so a field named __proto__ becomes an own property that strict schemas refuse.
  return Object.fromEntries(input)
}

const SECRET = /password|secret|token/i

/** What was typed, to be given back with a refusal. Passwords and secrets never. */
export function typedValues(form: FormData): FormValues {
  const kept = [...ownEntries(form)].filter(([name]) => !SECRET.test(name))
  return Object.fromEntries(kept.map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values]))
}

/** Whether a form held a password or another secret, which is not kept anywhere. */
export const holdsSecret = (form: FormData) => [...form.keys()].some((name) => SECRET.test(name) && name !== 'confirmPassword')

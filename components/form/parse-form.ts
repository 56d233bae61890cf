import { parse } from '@conform-to/react'
import { config, type z } from 'zod'
import { unpackForm } from '../../lib/http/form-data.ts'

// zod would try once whether it may compile code. The policy forbids that, and the browser would report each try as an attack.
if (typeof window !== 'undefined') config({ jitless: true })

/** Words for what zod says about a missing or foreign value when the schema brings no sentence of its own. */
function plainIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined || issue.input === '') return 'Fill this in.'
  return issue.code === 'invalid_value' ? 'Choose one of the offered values.' : undefined
}

/** The name of the form's field: inside a record it goes on with the key, in a list it is the list's. */
const nameOf = ([first = '', second]: readonly PropertyKey[]) => (typeof second === 'string' ? `${String(first)}.${second}` : String(first))

/** Checks a form in the browser exactly as the server will: the same reading of its fields, the same schema. */
export const parseForm = (form: FormData, schema: z.ZodType) =>
  parse(form, {
    resolve() {
      const result = schema.safeParse(unpackForm(form, schema), { error: plainIssue })
      if (result.success) return { value: result.data }
      const error: Record<string, string[]> = {}
      for (const { path, message } of result.error.issues) (error[nameOf(path)] ??= []).push(message)
      return { error }
    },
  })

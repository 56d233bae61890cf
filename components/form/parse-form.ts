import { parseWithZod } from '@conform-to/zod/v4'
import type { $ZodRawIssue, $ZodType } from 'zod/v4/core'

/** Words for what zod says about an empty or oddly typed field when the schema brings no sentence of its own. */
function plainIssue(issue: $ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined
  if (issue.input === undefined || issue.input === null || issue.input === '') return 'Fill this in.'
  return issue.code === 'invalid_value' ? 'Choose one of the offered values.' : undefined
}

/** The form as the browser sends it, without the fields that React adds for its own bookkeeping. */
export function ownFields(form: FormData): FormData {
  const own = new FormData()
  for (const [name, value] of form) if (!name.startsWith('$ACTION_')) own.append(name, value)
  return own
}

/** Checks a form against the schema that the server uses too. Empty fields count as absent, as they do on the server. */
export const parseForm = (form: FormData, schema: $ZodType) => parseWithZod(ownFields(form), { schema, error: plainIssue })

import type { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { formInput, inputFor, typedValues as withoutSecrets, type FormValues } from '../core/form-state.ts'

/** Marks a form that was kept when a session ran out and is sent again from the page that kept it. */
export const resendField = 'gatehouse-send-again'

/** A thousand chosen users and all that can be around them. 1 MB holds 100,000 names, which somebody would have to look at one by one. */
const MOST_FIELDS = 2_500

/** The form without the two fields that are the adapter's own: the password that only confirms, and the mark of a form sent again. */
function ownFields(form: FormData): FormData {
  const own = new FormData()
  let fields = 0
  for (const [name, value] of form) {
    if (++fields > MOST_FIELDS) break
    if (name !== 'confirmPassword' && name !== resendField) own.append(name, value)
  }
  return own
}

/**
 * Unpacks a form into what the operation's schema expects, exactly as the browser did to check it; checking is the operation's alone.
 * `name[]` is always a list. `checkboxes` names fields whose absence means "off", for forms that do not mark them. INVALID beyond 2,500
 * fields, which no form of ours has.
 */
export function unpackForm(form: FormData, schema: z.ZodType, checkboxes: readonly string[] = []): Record<string, unknown> {
  if ([...form.keys()].length > MOST_FIELDS)
    throw new AppError(
      'INVALID',
      'This form has more fields than any form of Gatehouse, so nothing was changed. Choose fewer users at once.',
    )
  const input = new Map<string, unknown>()
  for (const [name, value] of Object.entries(inputFor(ownFields(form), schema)))
    input.set(name.replace(/\[\]$/, ''), name.endsWith('[]') ? [value].flat() : value)
  for (const name of checkboxes) if (!input.has(name)) input.set(name, 'off')
  // fromEntries defines, so a field named __proto__ becomes an own property that strict schemas refuse.
  return Object.fromEntries(input)
}

/** What was typed, to be given back with a refusal. Passwords and secrets never. */
export const typedValues = (form: FormData): FormValues => withoutSecrets(formInput(ownFields(form)))

/** Whether a form held a password or another secret, which is not kept anywhere. */
export const holdsSecret = (form: FormData) =>
  [...form.keys()].some((name) => /password|secret|token|^keyPem$/i.test(name) && name !== 'confirmPassword')

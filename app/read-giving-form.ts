import type { z } from 'zod'
import { GROUP_FIELDS, givingForm } from '../components/enrollment-pools/pool-form.ts'
import type { Actor } from '../lib/core/actor.ts'
import { AppError } from '../lib/core/errors.ts'
import { namedFields } from '../lib/http/named-fields.ts'

/**
 * For `input` of `formAction`: unpacks the form of a pool or an invitation into what its operation takes. Groups may be named by their exact
 * names. INVALID with what is wrong at the fields as the form has them.
 */
export function readGivingForm(operation: { operation: { input: z.ZodType } }) {
  const schema = givingForm(operation.operation.input)
  const named = namedFields({ operation: { input: schema } }, { groups: GROUP_FIELDS })
  return async (form: FormData, actor: Actor): Promise<Record<string, unknown>> => {
    const result = schema.safeParse(await named(form, actor))
    if (result.success) return result.data
    const fields: Record<string, string[]> = {}
    for (const { path, message } of result.error.issues) (fields[path.join('.')] ??= []).push(message)
    throw new AppError('INVALID', 'Nothing was changed. Check the highlighted fields.', { fields })
  }
}

import type { BulkPreview } from '../../../../components/bulk/preview-summary.tsx'
import type { BulkAction } from '../../../../lib/bulk-runs/schema.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { isAppError } from '../../../../lib/core/errors.ts'
import type { BulkSelection } from '../../../../components/bulk/bulk-address.ts'
import { BULK_OPERATIONS } from './operations.ts'

/** What stands in the way of a preview, in sentences: a role that may not be given, a text that is too long. */
export type Hindrance = { message: string; details: readonly string[] }

/** A reason is asked for after the preview, which does not depend on it. */
const NOT_ASKED_YET: Partial<Record<BulkAction, object>> = { deactivate: { reason: '–' } }

/**
 * What the act would do to whom, as the operation itself says it; nothing is written. A choice that the operation refuses comes back as a
 * hindrance; what refuses the actor is thrown on.
 */
export async function loadPreview(
  actor: Actor,
  { action, selection, choices }: { action: BulkAction; selection: BulkSelection; choices: Record<string, string> },
): Promise<BulkPreview | Hindrance> {
  try {
    const answer = await BULK_OPERATIONS[action](actor, { ...selection, ...choices, ...NOT_ASKED_YET[action], preview: true })
    return answer as BulkPreview
  } catch (error) {
    if (!isAppError(error) || !['INVALID', 'RULE', 'CONFLICT'].includes(error.code)) throw error
    return { message: error.message, details: Object.values(error.detail.fields ?? {}).flat() }
  }
}

import { decideInboxItemsInput } from '../../../../lib/inbox/schema.ts'
import { AppError } from '../../../../lib/core/errors.ts'

type Raw = Record<string, string | string[] | undefined>

/**
 * Reads the address of the page that previews a decision: which one, and about which items, as their check boxes send them. INVALID when it
 * names neither, or more items than are decided at once.
 */
export function readBulkAddress(raw: Raw) {
  const texts = raw.items === undefined ? [] : [raw.items].flat()
  if (texts.length === 0) throw new AppError('INVALID', 'Nothing is chosen. Go back to the inbox and choose at least one item.')
  const given = decideInboxItemsInput.safeParse({ items: texts, decision: [raw.decision].flat()[0], preview: true })
  if (!given.success)
    throw new AppError(
      'INVALID',
      `This address cannot be read: ${given.error.issues[0]?.message ?? ''} Go back to the inbox and choose again.`,
    )
  return { texts, decision: given.data.decision }
}

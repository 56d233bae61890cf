import { z } from 'zod'
import { flag, id, version } from '../core/fields.ts'
import { decisionWords } from '../enrollments/schema.ts'

/** What waits in the inbox: people who enroll, who ask to be let in without a link, and users who ask to join a group. */
export const INBOX_KINDS = ['enrollment', 'access-request', 'group-request'] as const
export type InboxKind = (typeof INBOX_KINDS)[number]
/** As many items as are decided at once. */
export const MOST_ITEMS = 200

const kind = z.enum(INBOX_KINDS, { error: `Choose one of: ${INBOX_KINDS.join(', ')}.` })

/** An item, also as a checkbox of a form sends it: "enrollment:ID:VERSION". */
const item = z.preprocess(
  (given) => {
    if (typeof given !== 'string' || given.length > 100) return given
    const [kind, id, version] = given.split(':')
    return { kind, id, version }
  },
  z.strictObject({ kind, id, version }, { error: 'This is no item of the inbox.' }),
)

/** An item as `decideInboxItems` takes it out of a form. */
export const itemText = ({ kind, id, version }: { kind: InboxKind; id: string; version: number }) => `${kind}:${id}:${version}`

/**
 * Up to 200 items of any kinds, all approved or all rejected; an item twice counts once. A rejection needs a reason of 1–2,000 characters,
 * which enrollments keep as theirs and the other kinds as their note; it is told only when shared, and to those who asked to join a group
 * always. `preview` says what would become of each and changes nothing.
 */
export const decideInboxItemsInput = z
  .strictObject({
    items: z.preprocess(
      (given) => (typeof given === 'string' ? [given] : given),
      z
        .array(item)
        .min(1, 'Choose at least one.')
        .max(MOST_ITEMS, `At most ${MOST_ITEMS} at once.`)
        .transform((items) => [...new Map(items.map((each) => [each.id, each])).values()]),
    ),
    ...decisionWords,
    preview: flag.default(false),
  })
  .refine(({ decision, reason, preview }) => decision === 'approve' || preview || reason !== '', {
    path: ['reason'],
    message: 'Say why. It is kept, and told only if you share it.',
  })

export const countInboxInput = z.strictObject({})
/** Which item approvers are told of. */
export const notifyApproversInput = z.strictObject({ kind, itemId: id })
/** The daily and hourly jobs take one batch after the other. */
export const batchInput = z.strictObject({})

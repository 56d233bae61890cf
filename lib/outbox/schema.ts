import { z } from 'zod'
import { id } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import { email } from '../users/schema.ts'

/** What a message can be, and what the list can be narrowed to. */
export const OUTBOX_STATUSES = ['PENDING', 'SENT', 'DEAD', 'HELD'] as const
export type OutboxStatus = (typeof OUTBOX_STATUSES)[number]
export const OUTBOX_FILTERS = ['any', 'waiting', 'sent', 'failed', 'held'] as const

/** The outbox list, newest first: screen and address bar read this one description. `q` is a part of the recipient's address or name. */
export const outboxList = defineList({
  sort: ['created'],
  defaultDirection: 'desc',
  filters: { status: z.enum(OUTBOX_FILTERS).default('any') },
})
export type OutboxListParams = z.output<typeof outboxList.strict>

export const outboxIdInput = z.strictObject({ outboxId: id })

/** Where the test mail goes: to the given address, or to the actor's own when it is left empty. */
export const testMailInput = z.strictObject({ toAddress: z.union([z.literal('').transform(() => undefined), email]).optional() })

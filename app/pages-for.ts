import type { Pages } from '../components/audit/entry.ts'
import { can, type Actor } from '../lib/core/actor.ts'

/** Which pages the actor may open that entries of the audit log lead to, beside those of users. */
export const pagesFor = (actor: Actor): Pages => [
  ...(can(actor, 'outbox:read') ? (['mail'] as const) : []),
  ...(can(actor, 'user:read') ? (['bulk-run'] as const) : []),
  ...(can(actor, 'settings:read') ? (['setting'] as const) : []),
  ...(can(actor, 'role:read') ? (['role'] as const) : []),
  ...(can(actor, 'group:read') ? (['group'] as const) : []),
  ...(can(actor, 'banner:read') ? (['banner'] as const) : []),
  ...(can(actor, 'custom-field:read') ? (['custom-field'] as const) : []),
  ...(can(actor, 'certificate-authority:read') ? (['certificate-authority'] as const) : []),
  ...(can(actor, 'enrollment:read') ? (['enrollment', 'access-request'] as const) : []),
  ...(can(actor, 'enrollment-pool:read') ? (['enrollment-pool'] as const) : []),
  ...(can(actor, 'enrollment:invite') ? (['invitation'] as const) : []),
  ...(can(actor, 'seen-token:read') ? (['seen-token'] as const) : []),
  ...(can(actor, 'job:read') ? (['job'] as const) : []),
]

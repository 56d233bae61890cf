import { z } from 'zod'
import { id } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import { POOL_KINDS } from './schema.ts'

/** What a pool is at this moment. `current` (the filter's default) are all but deleted ones. */
export const POOL_STATES = ['active', 'paused', 'expired', 'used-up', 'deleted'] as const
export type PoolState = (typeof POOL_STATES)[number]
/** What a link is at this moment. */
export const LINK_STATES = ['unused', 'used', 'void'] as const
export type LinkState = (typeof LINK_STATES)[number]
/** What an invitation is at this moment: `accepted` once somebody enrolled with it, whatever became of that. */
export const INVITATION_STATES = ['open', 'accepted', 'revoked', 'expired'] as const
export type InvitationState = (typeof INVITATION_STATES)[number]

/** The pools list: screen, address bar and API read this one description. `owner=gone` are pools whose owner is no active user any more. */
export const poolsList = defineList({
  sort: ['created', 'name', 'used'],
  defaultDirection: 'desc',
  filters: {
    kind: z.enum(['any', ...POOL_KINDS]).default('any'),
    state: z.enum(['current', ...POOL_STATES, 'any']).default('current'),
    owner: z.union([id, z.literal('gone')]).optional(),
    group: id.optional(),
  },
})
export type PoolsListParams = z.output<typeof poolsList.strict>

/** The links of one pool, by number. */
export const poolLinksList = defineList({
  sort: ['number'],
  filters: { state: z.enum(['any', ...LINK_STATES]).default('any') },
})
export type PoolLinksListParams = z.output<typeof poolLinksList.strict>
/** Whose links, and which page of them. */
export const listPoolLinksInput = poolLinksList.strict.safeExtend({ poolId: id })

/** Invitations, newest first. `q` searches address, name and who invited. */
export const invitationsList = defineList({
  sort: ['created', 'name'],
  defaultDirection: 'desc',
  filters: {
    state: z.enum(['any', ...INVITATION_STATES]).default('any'),
    inviter: id.optional(),
    group: id.optional(),
  },
})
export type InvitationsListParams = z.output<typeof invitationsList.strict>

/** Which links of a pool go into a file. */
export const exportPoolLinksInput = z.strictObject({ poolId: id, state: z.enum(['any', ...LINK_STATES]).default('unused') })

import type { InvitationState, LinkState, PoolState } from '../../lib/enrollment-pools/list.ts'
import type { PoolCertificate, PoolKind, QuestionType } from '../../lib/enrollment-pools/schema.ts'
import type { Tone } from '../ui/badge.tsx'

type Marks<K extends string> = Record<K, { label: string; tone: Tone }>

/** What a pool is at this moment, in words. */
export const POOL_STATE_MARKS: Marks<PoolState> = {
  active: { label: 'Active', tone: 'success' },
  paused: { label: 'Paused', tone: 'warning' },
  expired: { label: 'Expired', tone: 'neutral' },
  'used-up': { label: 'Used up', tone: 'info' },
  deleted: { label: 'Deleted', tone: 'danger' },
}
/** What a link is at this moment, in words. */
export const LINK_STATE_MARKS: Marks<LinkState> = {
  unused: { label: 'Unused', tone: 'success' },
  used: { label: 'Used', tone: 'neutral' },
  void: { label: 'Void', tone: 'danger' },
}
/** What an invitation is at this moment, in words. */
export const INVITATION_STATE_MARKS: Marks<InvitationState> = {
  open: { label: 'Open', tone: 'info' },
  accepted: { label: 'Accepted', tone: 'success' },
  revoked: { label: 'Revoked', tone: 'danger' },
  expired: { label: 'Expired', tone: 'neutral' },
}
/** The kinds of pools. */
export const POOL_KIND_WORDS: Record<PoolKind, string> = { shared: 'One shared link', single_use: 'Single-use links' }
/** When people of a pool get a certificate, as the form offers it. */
export const CERTIFICATE_WORDS: Record<PoolCertificate, string> = {
  none: 'No certificate',
  on_request: 'When they ask for one',
  on_approval: 'At once, when they are approved',
}
/** How a question is answered, as the form offers it. */
export const QUESTION_TYPE_WORDS: Record<QuestionType, string> = {
  line: 'One line',
  text: 'Several lines',
  choice: 'A choice of options',
  checkbox: 'A check box',
}

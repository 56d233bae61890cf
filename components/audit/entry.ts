import type { SeenEntry } from '../../lib/audit/events.ts'

/** The kinds of targets beside users whose pages the viewer may open. */
export type Pages = readonly (
  | 'mail'
  | 'bulk-run'
  | 'setting'
  | 'job'
  | 'banner'
  | 'role'
  | 'group'
  | 'custom-field'
  | 'certificate-authority'
  | 'enrollment'
  | 'access-request'
  | 'enrollment-pool'
  | 'invitation'
  | 'seen-token'
)[]

/** The name alone of a label such as "Ann Lee (ann.lee)"; a label without a name stays what it is. */
export const nameOf = (label: string) => /^(.+) \([^()]+\)$/.exec(label)?.[1] ?? label

/** Whether somebody acted on their own account. */
export const isOwnAct = ({ actorId, targetType, targetId }: SeenEntry) => actorId !== null && targetType === 'user' && targetId === actorId

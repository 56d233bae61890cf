import type { InvitationState, LinkState, PoolState } from './list.ts'
import type { PoolKind, PoolRole, PoolSettings } from './schema.ts'
import type { WhyNot } from './views.ts'

const unchanged = (reason: string, message: string): WhyNot => ({ reason, message: `${message} Nothing was changed.` })

type Pool = { kind: PoolKind; state: PoolState; quota: number | null }

/** Why somebody who lacks a permission cannot do what it is for, in the words of buttons. */
export const mayNot = (what: string): WhyNot => ({ reason: 'FORBIDDEN', message: `Your roles do not allow you to ${what}.` })

/** What stands on everybody's sign-in page is written by those who may change pools of the whole installation. */
export const whyNotList = (mayEverywhere: boolean, listed: boolean): WhyNot =>
  listed && !mayEverywhere
    ? unchanged('LISTED', 'The sign-in page is everybody’s, and your right to pools is limited to groups. Leave the pool off that page.')
    : null

/** What is deleted stays as it was; null for all other pools. */
export const whyNotTouch = (pool: Pick<Pool, 'state'>): WhyNot =>
  pool.state === 'deleted' ? unchanged('DELETED', 'This pool is deleted. Make a new one instead.') : null

/** Why a pool's limit cannot be raised, or null. */
export function whyNotTopUp(pool: Pool): WhyNot {
  if (pool.kind === 'shared' && pool.quota === null && pool.state !== 'deleted')
    return unchanged('NO_QUOTA', 'This pool has no quota: any number of people may enroll.')
  return whyNotTouch(pool)
}

/** Why a new quota is no raise, or null. */
export function whyNotQuota(pool: { quota: number | null }, quota: number | null): WhyNot {
  if (quota === null || pool.quota === null || quota >= pool.quota) return null
  return unchanged('NOT_MORE', `The quota is ${pool.quota.toLocaleString('en')} already. Edit the pool to lower it.`)
}

/** Why a quota cannot be that low, or null: who began to enroll cannot be undone. */
export function whyNotBelowUsed(used: number, quota: number | null): WhyNot {
  if (quota === null || quota >= used) return null
  return unchanged('BELOW_USED', `${used.toLocaleString('en')} enrolled already, so the quota cannot be lower than that.`)
}

/** Why one link cannot be revoked, or null. A void one changes nothing; the link of a shared pool is rotated or the pool paused. */
export function whyNotRevokeLink(pool: { kind: PoolKind }, link: { state: LinkState }): WhyNot {
  if (pool.kind === 'shared')
    return unchanged('SHARED_LINK', 'This pool has one link for everybody. Rotate the code for a new one, or pause the pool.')
  if (link.state === 'used') return unchanged('USED', 'Somebody used this link already, so there is nothing to revoke.')
  return null
}

/** Why somebody cannot take a pool over, or null. */
export function whyNotTakeOver(pool: { state: PoolState; isOwner: boolean }): WhyNot {
  return whyNotTouch(pool) ?? (pool.isOwner ? unchanged('OWNER', 'You own this pool already.') : null)
}

/** Why an invitation cannot be sent again, or null. */
export function whyNotResend(state: InvitationState): WhyNot {
  if (state === 'accepted') return unchanged('ACCEPTED', 'Somebody enrolled with this invitation already.')
  if (state === 'revoked') return unchanged('REVOKED', 'This invitation was revoked. Invite the person anew.')
  return null
}

/** Why an invitation cannot be revoked, or null. Revoked already is no reason: it changes nothing. */
export const whyNotRevoke = (state: InvitationState): WhyNot =>
  state === 'accepted'
    ? unchanged('ACCEPTED', 'Somebody enrolled with this invitation already. Decide about the enrollment instead.')
    : null

/** Whether an allowed domain covers another one as a whole: itself, or "*.example.org" what is below example.org. */
const covers = (allowed: string, wanted: string): boolean =>
  allowed === wanted || (allowed.startsWith('*.') && wanted.replace(/^\*\./, '').endsWith(allowed.slice(1)))

/** Whether an e-mail address may enroll by these domains; none allow any. The part before the @ is not looked at. */
export function isAllowedDomain(domains: readonly string[], email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return domains.length === 0 || domains.some((allowed) => !domain.startsWith('*.') && covers(allowed, domain))
}

const roleKey = ({ roleId, reachGroupId }: PoolRole) => `${roleId}@${reachGroupId ?? ''}`
const isLater = (before: Date | null, after: Date | null) => before !== null && (after === null || after > before)
const isMore = (before: number | null, after: number | null) => before !== null && (after === null || after > before)
const CERTIFICATE_RANK = { none: 0, on_request: 1, on_approval: 2 } as const

/**
 * Whether an edit lets more people in, for longer, with fewer checks or to more than before. Who makes such an edit must be able to give
 * all that the pool then gives; texts and questions are no such edit, and neither is taking something away.
 */
export function widens(before: PoolSettings, after: PoolSettings): boolean {
  const [roles, groups] = [new Set(before.roles.map(roleKey)), new Set(before.groupIds)]
  return (
    after.roles.some((role) => !roles.has(roleKey(role))) ||
    after.groupIds.some((groupId) => !groups.has(groupId)) ||
    after.groupId !== before.groupId ||
    (before.needsApproval && !after.needsApproval) ||
    (before.needsSecondApprover && !after.needsSecondApprover) ||
    (before.needsApprovalCode && !after.needsApprovalCode) ||
    (!before.listed && after.listed) ||
    CERTIFICATE_RANK[after.certificate] > CERTIFICATE_RANK[before.certificate] ||
    isLater(before.expiresAt, after.expiresAt) ||
    isMore(before.quota, after.quota) ||
    (before.domains.length > 0 &&
      (after.domains.length === 0 || after.domains.some((wanted) => !before.domains.some((allowed) => covers(allowed, wanted))))) ||
    JSON.stringify(after.extra) !== JSON.stringify(before.extra)
  )
}

import { PERMISSIONS } from '../core/permissions.ts'
import type { MemberRole, RequestStatus } from './schema.ts'
import type { WhyNot } from './views.ts'

/** How many days before the end of a membership its member is told. */
export const REMINDER_DAYS = 7
/** For how many days an ended membership or a decided request is shown to whom it is about. */
export const SHOWN_DAYS = 90
/** How many members one transaction of the daily job reminds. */
export const REMINDER_BATCH = 500

const describe = (name: string) => (name in PERMISSIONS ? PERMISSIONS[name as keyof typeof PERMISSIONS].description : name)
const unchanged = (reason: string, message: string): WhyNot => ({ reason, message: `${message} Nothing was changed.` })

/** How rights that an act would give, or take, are spoken of. */
export type RightsAct = { gives: boolean; what: string }

/** Why rights cannot be given, or taken, by somebody who lacks these of them; null when none are lacking. */
export function whyNotRights({ gives, what }: RightsAct, missing: readonly string[]): WhyNot {
  if (missing.length === 0) return null
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
  const does = gives ? 'would give others' : 'would take from others'
  return unchanged(
    'EXCEEDS_OWN_RIGHTS',
    `You cannot ${what}: it ${does} what you may not do yourself (${describe(missing[0] as string)}${more}).`,
  )
}

/** Why rights cannot be given for that long by somebody whose own end sooner; null when they do not. */
export function whyNotThatLong({ what }: RightsAct, until: Date | null): WhyNot {
  if (until === null) return null
  const day = until.toISOString().replace('T', ' ').slice(0, 16)
  return unchanged(
    'EXCEEDS_OWN_TIME',
    `You cannot ${what} for that long: what it gives is yours until ${day} UTC only. Choose an end before that.`,
  )
}

/** Why a group cannot be put under another one, or null. `above` are the other one's own id and those of the groups above it. */
export function whyNotMove(groupId: string, above: readonly string[]): WhyNot {
  if (!above.includes(groupId)) return null
  return unchanged('CYCLE', 'A group cannot be inside itself or inside one of its own sub-groups.')
}

/** Why a group cannot be deleted, or null: what is below it is dealt with first. */
export function whyNotDelete(group: { subGroups: number }): WhyNot {
  if (group.subGroups === 0) return null
  const are = group.subGroups === 1 ? 'There is 1 group' : `There are ${group.subGroups} groups`
  return { reason: 'SUB_GROUPS', message: `${are} below this one. Nothing was deleted. Move or delete them first.` }
}

/** Why what was typed does not confirm the deletion, or null: the name must be exact. */
export function whyNotConfirmed(group: { name: string }, typed: string): WhyNot {
  if (typed.normalize('NFC').trim() === group.name) return null
  return { reason: 'NOT_CONFIRMED', message: 'What you typed is not the name of the group. Nothing was deleted. Type it exactly as shown.' }
}

/** Why a group cannot be trusted, or null. */
export function whyNotTrust(group: { approved: boolean }): WhyNot {
  return group.approved ? null : unchanged('NOT_APPROVED', 'Only approved groups can be trusted. Approve it first.')
}

/** Only people who can come back are put into groups. */
export function whyNotAdd(user: { status: string }): WhyNot {
  if (user.status === 'ACTIVE' || user.status === 'DEACTIVATED') return null
  return unchanged('BAD_STATUS', 'This user is in the trash. Restore the user first.')
}

/** Nobody brings users under rights of their own that do not reach them: those come in by asking, or by whoever may do it everywhere. */
export function whyNotCapture(isCaptured: boolean): WhyNot {
  if (!isCaptured) return null
  return unchanged(
    'CAPTURE',
    'In this group you could do things to this user’s account that you cannot do now. They can ask to join, or an administrator can add them.',
  )
}

/** A membership as rules see it; `ended`: its time is over. */
export type Membership = { role: MemberRole; validUntil: Date | null; ended: boolean }
const sameEnd = (one: Date | null, other: Date | null) => one?.getTime() === other?.getTime()

/** Whether somebody already is exactly this in the group. */
export const isSameMembership = (present: Membership, wanted: { role: MemberRole; validUntil: Date | null }) =>
  !present.ended && present.role === wanted.role && sameEnd(present.validUntil, wanted.validUntil)

/** What a change gives (more than before) and takes (less than before). A time that is over gives nothing any more. */
export function directionOf(present: Membership, wanted: { role: MemberRole; validUntil: Date | null }) {
  const time = (end: Date | null) => end?.getTime() ?? Infinity
  const [before, after] = [present.ended ? -Infinity : time(present.validUntil), time(wanted.validUntil)]
  const promoted = present.role === 'member' && wanted.role === 'manager'
  const demoted = !present.ended && present.role === 'manager' && wanted.role === 'member'
  return { gives: promoted || after > before, takes: demoted || after < before }
}

/** Why an end is no renewal, or null: it has to be later. */
export function whyNotRenew(present: Membership, validUntil: Date | null): WhyNot {
  if (present.ended || validUntil === null) return null
  if (present.validUntil !== null && validUntil > present.validUntil) return null
  return unchanged('NOT_LATER', 'The membership does not end before that day. Choose a later end, or none.')
}

/** Why one cannot ask to join, or to stay in, a group; null when one can. `present` is one's membership there, if any. */
export function whyNotAsk(group: { approved: boolean }, present: Membership | null): WhyNot {
  if (present && !present.ended && present.validUntil === null)
    return unchanged('ALREADY_MEMBER', 'You are in this group already, without an end.')
  if (present || group.approved) return null
  return unchanged('NOT_OPEN', 'This group takes no requests.')
}

/** Why a request cannot be decided by this actor, or null. Who was first is a matter of the mutation. */
export function whyNotDecide(actor: { id: string | null }, request: { userId: string }): WhyNot {
  if (actor.id !== request.userId) return null
  return unchanged('OWN_REQUEST', 'Nobody decides about their own request. Ask somebody else who may.')
}

const DECIDED: Record<Exclude<RequestStatus, 'PENDING'>, string> = {
  APPROVED: 'approved this request',
  REJECTED: 'rejected this request',
  WITHDRAWN: 'withdrew this request',
}

/** Who has decided a request, when and how, as a sentence. */
export function decidedWords(request: { status: RequestStatus; decidedByLabel: string; decidedAt: Date | null }): string {
  if (request.status === 'PENDING') return 'This request is waiting.'
  const at = request.decidedAt ? ` on ${request.decidedAt.toISOString().replace('T', ' ').slice(0, 16)} UTC` : ''
  return `${request.decidedByLabel || 'Somebody'} ${DECIDED[request.status]}${at}.`
}

/** Why somebody who lacks a permission cannot do what it is for, in the words of buttons. */
export const mayNot = (what: string): WhyNot => ({ reason: 'FORBIDDEN', message: `Your roles do not allow you to ${what}.` })

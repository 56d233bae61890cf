import type { UsersListParams } from '../../../../lib/users/list.ts'
import { usersHref, type ListState } from './users-href.ts'

/** The words for each status filter, in the order in which they are offered. */
export const STATUS_WORDS: Record<UsersListParams['status'], string> = {
  current: 'All but the trash',
  active: 'Active',
  deactivated: 'Deactivated',
  'no-password': 'No password yet',
  trash: 'In trash',
  anonymized: 'Anonymized',
  any: 'Everybody',
}

/** The words for who may do what, in the order in which they are offered. */
export const ACCESS_WORDS: Record<UsersListParams['access'], string> = {
  any: 'Everybody',
  staff: 'May open the administration',
  administrator: 'Administrator',
}

/** The words for what became of links to set a first password, in the order in which they are offered. */
export const INVITATION_WORDS: Record<UsersListParams['invitation'], string> = {
  any: 'Any or none',
  open: 'Not used yet',
  expired: 'Expired unused',
}

const day = (iso: string) => new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

function range(from: string | undefined, to: string | undefined): string | null {
  if (from && to) return from === to ? day(from) : `${day(from)} – ${day(to)}`
  return from ? `since ${day(from)}` : to ? `until ${day(to)}` : null
}

/** The filters in force as chips: what each says, and the address without it. */
export function chipsOf(state: ListState, roleName: string | undefined, groupName?: string | null) {
  const { params } = state
  const chips: { label: string; value: string; clearHref: string }[] = []
  const add = (label: string, value: string | null | undefined, without: Parameters<typeof usersHref>[1]) => {
    if (value) chips.push({ label, value, clearHref: usersHref(state, without) })
  }
  add('Search', params.q && `“${params.q}”`, { q: undefined })
  add('Status', params.status === 'current' ? null : STATUS_WORDS[params.status], { status: undefined })
  add('Role', params.role && (roleName ?? 'one that no longer exists'), { role: undefined })
  add('Group', params.group && (groupName === null ? 'one that is not in sight' : (groupName ?? params.group)), { group: undefined })
  add('Created', range(params.createdFrom, params.createdTo), { createdFrom: undefined, createdTo: undefined })
  add('Signed in', { any: null, never: 'never', ever: 'at least once' }[params.signIn], { signIn: undefined })
  add('Last sign-in', range(params.signInFrom, params.signInTo), { signInFrom: undefined, signInTo: undefined })
  add('E-mail verified', params.emailVerified === 'any' ? null : params.emailVerified, { emailVerified: undefined })
  add('Administrative rights', params.privileged === 'any' ? null : params.privileged, { privileged: undefined })
  add('Access', params.access === 'any' ? null : ACCESS_WORDS[params.access], { access: undefined })
  add('Set-password link', params.invitation === 'any' ? null : INVITATION_WORDS[params.invitation], { invitation: undefined })
  return chips
}

import type { BulkAction } from '../../lib/bulk-runs/schema.ts'
import { usersList, type UsersListParams } from '../../lib/users/list.ts'

/** Whom an act is for: users chosen by hand, or everybody whom a search of the list matches. */
export type BulkSelection = { userIds: readonly string[] } | { search: string }

const HEX = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const ID_BYTES = 16

/** The search and filters of the list as a query string, without order, place and columns: which users match. Empty for everybody. */
export function matchingSearch(params: UsersListParams): string {
  const { sort, direction, perPage, after, before, last, columns, ...narrowing } = params
  return usersList.toSearch(narrowing).toString()
}

/** The same with order and columns, as a file shows them. */
export const shownSearch = ({ after, before, last, perPage, ...shown }: UsersListParams): string => usersList.toSearch(shown).toString()

/** Ids of users in 22 letters each instead of 36, so that the address of a hundred stays well below what proxies take. */
export function packIds(ids: readonly string[]): string {
  const pairs = ids.filter((id) => HEX.test(id)).flatMap((id) => id.replaceAll('-', '').match(/../g) ?? [])
  const bytes = String.fromCharCode(...pairs.map((pair) => parseInt(pair, 16)))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The ids that `packIds` put into an address; none when the text is something else. */
export function unpackIds(text: string): string[] {
  if (!/^[\w-]+$/.test(text)) return []
  const bytes = safely(() => atob(text.replaceAll('-', '+').replaceAll('_', '/')))
  if (!bytes || bytes.length % ID_BYTES !== 0) return []
  const hex = [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return (hex.match(/.{32}/g) ?? []).map((id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
}

function safely(decode: () => string): string | null {
  try {
    return decode()
  } catch {
    return null
  }
}

/** The address of the page that shows what an act would do and asks for what it needs. */
export function bulkHref(act: BulkAction, selection: BulkSelection): string {
  const whom = 'search' in selection ? { scope: 'matching', search: selection.search } : { users: packIds(selection.userIds) }
  return `/users/bulk?${new URLSearchParams({ action: act, ...whom })}`
}

import { z } from 'zod'
import { id, line, version } from '../core/fields.ts'
import { usersList } from '../users/list.ts'

/** The lists that have views. */
export const VIEW_LISTS = ['users'] as const
/** A person keeps at most this many. */
export const MOST_VIEWS = 100

const list = z.enum(VIEW_LISTS).default('users')
const name = line(80).refine((text) => text.length > 0, 'Enter a name.')

/**
 * What a view keeps of a list's query string: filters, order and columns in one spelling, without what the list does not know, a place or a
 * page size. Used when a view is saved and again when it is opened, so that nothing else can ever be in its address.
 */
export function viewSearchOf(text: string): string {
  const { perPage: _size, after: _after, before: _before, last: _last, ...kept } = usersList.fromSearch(text).params
  return usersList.toSearch(kept).toString()
}

const search = z.string({ error: 'Send the search of the list.' }).max(5_000).transform(viewSearchOf)
/** The role whose holders see the view too; empty or null: nobody else. */
const sharedRoleId = z.union([id, z.literal('').transform(() => null), z.null()], { error: 'Choose a role, or nobody.' })

export const listSavedViewsInput = z.strictObject({ list })
/** A new view of one's own. */
export const createSavedViewInput = z.strictObject({ list, name, search, sharedRoleId: sharedRoleId.default(null) })
/** A change of one's own view: absent fields stay. `version` is the one that was seen. */
export const updateSavedViewInput = z.strictObject({
  viewId: id,
  version,
  name: name.optional(),
  search: search.optional(),
  sharedRoleId: sharedRoleId.optional(),
})
export const deleteSavedViewInput = z.strictObject({ viewId: id })

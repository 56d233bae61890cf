import { viewSearchOf } from '../../../../lib/saved-views/schema.ts'
import { usersList, type UsersListParams } from '../../../../lib/users/list.ts'
import type { UserColumn } from '../../../../lib/users/list-columns.ts'

/**
 * The state of the list as the address has it, with what the person has chosen where it says nothing. `size`: the page size that it names,
 * null when the person's own counts; `columnsNamed`: whether it names the columns; `view`: the saved view that it began with, if any.
 */
export type ListState = { params: UsersListParams; size: number | null; columnsNamed?: boolean; view?: string | null }

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads the address of the list for somebody with these preferences. */
export function listStateOf(
  raw: Record<string, string | string[] | undefined>,
  own: { rowsPerPage: number; columns: readonly UserColumn[] },
): ListState {
  const { columns: _raw, ...rest } = raw
  const named = usersList.lenient(raw).columns
  const columns = named?.length ? named : own.columns
  const params = usersList.lenient({ perPage: own.rowsPerPage, ...rest, ...(columns.length ? { columns } : {}) })
  const view = typeof raw.view === 'string' && UUID.test(raw.view) ? raw.view : null
  return { params, size: raw.perPage === undefined ? null : params.perPage, columnsNamed: Boolean(named?.length), view }
}

/**
 * The address of the list in this state with a change; any change but one of place leads to the first page. Page size and columns travel on
 * only when the address named them.
 */
export function usersHref(
  { params, size, columnsNamed = false, view = null }: ListState,
  change: { [K in keyof UsersListParams]?: UsersListParams[K] | undefined },
): string {
  const named = columnsNamed ? params.columns : undefined
  const search = new URLSearchParams(usersList.linkTo({ ...params, perPage: 25, columns: named }, change))
  if (size !== null) search.set('perPage', String(size))
  if (view !== null) search.set('view', view)
  return search.size ? `/users?${search}` : '/users'
}

/** The list without search and filters, in the same order and with the same columns; it is no saved view any more. */
export const clearedHref = (state: ListState) => {
  const { sort, direction, columns } = state.params
  return usersHref({ ...state, params: usersList.strict.parse({ sort, direction, columns }), view: null }, {})
}

/** What is shown now as a saved view would keep it, the columns only if there is a choice of them. */
export const searchOf = ({ params }: ListState) => viewSearchOf(usersList.toSearch(params).toString())

/** Whether the list shows something else than this view does. Somebody's own columns are no difference where a view names none. */
export const differsFrom = ({ search }: { search: string }, { params, columnsNamed }: ListState) =>
  viewSearchOf(usersList.toSearch({ ...params, columns: columnsNamed ? params.columns : undefined }).toString()) !== search

/** The address of the list as a view keeps it. */
export const viewHref = ({ id, search }: { id: string; search: string }) =>
  `/users?${search ? `${search}&` : ''}${new URLSearchParams({ view: id })}`

/** An address with the name of the sentence that the page says above the list. */
export const noticeHref = (href: string, notice: string) => `${href}${href.includes('?') ? '&' : '?'}notice=${notice}`

/** The list as the fields of a form say, but with the person's own columns. */
export function rememberedHref(form: FormData): string {
  const search = new URLSearchParams([...form].map(([name, value]): [string, string] => [name, String(value)]))
  const { params } = usersList.fromSearch(search.toString())
  const view = search.get('view')
  return usersHref(
    { params, size: search.has('perPage') ? params.perPage : null, columnsNamed: false, view: view && UUID.test(view) ? view : null },
    {},
  )
}

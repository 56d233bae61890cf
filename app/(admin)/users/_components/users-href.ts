import { usersList, type UsersListParams } from '../../../../lib/users/list.ts'

/** The state of the list as the address has it. `size` is the page size that the address names; without one, the person's own counts. */
export type ListState = { params: UsersListParams; size: number | null }

/**
 * The address of the list in this state with a change; any change but one of place leads to the first page. A page size travels on only
 * when the address named it.
 */
export function usersHref({ params, size }: ListState, change: { [K in keyof UsersListParams]?: UsersListParams[K] | undefined }): string {
  const search = new URLSearchParams(usersList.linkTo({ ...params, perPage: 25 }, change))
  if (size !== null) search.set('perPage', String(size))
  return search.size ? `/users?${search}` : '/users'
}

/** The list without search and filters, in the same order. */
export const clearedHref = ({ params, size }: ListState) =>
  usersHref({ params: usersList.strict.parse({ sort: params.sort, direction: params.direction }), size }, {})

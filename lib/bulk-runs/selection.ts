// Which users a run is about: the list's own conditions, read back from its query string.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Permission } from '../core/permissions.ts'
import { conditionOf } from '../users/conditions.ts'
import { usersList, type UsersListParams } from '../users/list.ts'
import { usersWithin } from '../users/scope.ts'
import type { Selection } from './schema.ts'

const unknown = (name: string) =>
  new AppError(
    'INVALID',
    `Nothing was changed. The list was narrowed in a way that is not known here: “${name}”. Choose the users again.`,
    {
      reason: 'UNKNOWN_FILTER',
      fields: { search: [`“${name}” is not known here.`] },
    },
  )

/**
 * The query string of the users list as its parameters. Unlike a screen, which falls back to a default, this refuses whatever does not
 * fit (INVALID): a filter that is not understood would choose more users than were meant.
 */
export function paramsOf(search: string): UsersListParams {
  const { params, dropped } = usersList.fromSearch(search)
  if (dropped[0] !== undefined) throw unknown(dropped[0])
  return params
}

/** What is kept of a query with a run: what narrowed the list, without order, place and columns. */
export function narrowingOf(search: string): string {
  const { sort, direction, perPage, after, before, last, columns, ...narrowing } = paramsOf(search)
  return usersList.toSearch(narrowing).toString()
}

/** The condition on `users` that leaves the chosen ones, as far as the actor may know that they exist: seen in lists, or open to this act. */
export function chosenUsers(actor: Actor, permission: Permission, selection: Selection): RawBuilder<boolean> {
  if (selection.kind === 'matching') return conditionOf(actor, paramsOf(selection.search))
  return raw<boolean>`users.id = any(${selection.userIds}::uuid[])
    and (${usersWithin(actor, 'user:read')} or ${usersWithin(actor, permission)})`
}

import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'

/**
 * Whether the user of the row may do something that the actor may not (threat 38), as a condition on the table `users`. A right within a
 * group is covered by the same right in that group, in one above it, or everywhere. The system outranks everybody. Nobody outranks an actor
 * who holds every permission there is: that is found out once per statement, and then no row is looked at.
 */
export function outranks(actor: Actor): RawBuilder<boolean> {
  if (actor.kind === 'system') return raw<boolean>`false`
  const everywhere = [...actor.grants].flatMap(([permission, reach]) => (reach === 'everywhere' ? [permission] : []))
  const within = [...actor.grants].flatMap(([permission, reach]) =>
    reach === 'everywhere' ? [] : reach.map((group) => ({ permission, group })),
  )
  return raw<boolean>`case when not exists (select from permissions where name <> all(${everywhere}::text[])) then false else exists (
    select from effective_permission_paths as theirs
    where theirs.user_id = users.id and theirs.permission <> all(${everywhere}::text[]) and not exists (
      select from unnest(${within.map((each) => each.permission)}::text[], ${within.map((each) => each.group)}::uuid[]) as mine (permission, group_id)
      join group_tree on group_tree.ancestor_id = mine.group_id and group_tree.group_id = theirs.reach_group_id
      where mine.permission = theirs.permission)) end`
}

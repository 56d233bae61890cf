import { BADGE_LIMIT } from './rules.ts'

/**
 * SQL for how many items wait for a user, counted to one more than `BADGE_LIMIT`; null for who may decide nowhere. `rights` is a table of
 * their `permission` and `reach_group_id`, `userId` an expression.
 */
export function pendingWork(rights: string, userId: string): string {
  const held = `from ${rights} where permission = 'enrollment:approve'`
  return `(select case when count(*) > 0 then pending_work(${userId},
    case when count(*) = count(reach_group_id) then array_agg(reach_group_id) end, ${BADGE_LIMIT + 1}) end ${held})`
}

import { sql as raw, type RawBuilder } from 'kysely'
import type { WhoHas } from './schema.ts'

const PLACES = raw`reach_group_id, grant_id, role_id, holder_group_id, member_group_id, valid_until`

/** What a user holds of the rights asked about, or of all when nothing is asked: a query for `pathsHeld`, answered by one user's indexes. */
export const heldBy = (userId: RawBuilder<unknown>, { permission, roleId }: Pick<WhoHas, 'permission' | 'roleId'> = {}) => {
  if (roleId !== undefined)
    return raw`select null::text as permission, null::text as via, ${PLACES}
      from (select * from effective_grants where effective_grants.user_id = ${userId} offset 0) as own where own.role_id = ${roleId}::uuid`
  return raw`select permission, via, ${PLACES} from (select * from effective_permission_paths where effective_permission_paths.user_id = ${userId} offset 0) as own
    ${permission === undefined ? raw`` : raw`where own.permission = ${permission}`}`
}

import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { removeGroupMemberInput } from './schema.ts'
import { groupsWithin } from './scope.ts'
import type { GroupMemberRow } from './views.ts'

/**
 * What one user is in one group, also when that is over. The e-mail address is shown of users whom the actor may look up. NOT_FOUND when the
 * group is out of reach or the user is not in it.
 */
export const getGroupMember = defineQuery({
  name: 'getGroupMember',
  permission: 'group:read',
  input: removeGroupMemberInput,
  async run({ actor, sql }, { groupId, userId }): Promise<GroupMemberRow> {
    const visible = usersWithin(actor, 'user:read')
    const found = await raw<GroupMemberRow>`
      select users.id, users.username, users.full_name as "fullName", users.status::text as status, ${visible} as "isVisible",
        case when ${visible} then users.email end as email, member.role::text as role, member.valid_until as "validUntil",
        coalesce(member.valid_until <= now(), false) as ended, member.added_at as "addedAt", member.added_by_label as "addedByLabel",
        member.version, jsonb_build_object('id', groups.id, 'name', groups.name) as "group"
      from group_members member join groups on groups.id = member.group_id join users on users.id = member.user_id
      where member.group_id = ${groupId}::uuid and member.user_id = ${userId}::uuid and ${groupsWithin(actor, 'group:read')}`.execute(sql)
    if (!found.rows[0]) throw notFound('Member')
    return found.rows[0]
  },
})

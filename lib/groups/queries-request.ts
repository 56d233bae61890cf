// Reading one request to join a group, as whoever decides about it needs it.
import { sql as raw } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { userLabel } from './columns.ts'
import { mayNot, whyNotDecide } from './rules.ts'
import { groupRequestIdInput } from './schema.ts'
import { groupIdWithin } from './scope.ts'
import type { GroupRequestDetail } from './views.ts'

type Row = Omit<GroupRequestDetail, 'whyNotDecide'> & { above: string[] }

/** More roles than anybody reads before deciding. */
const MOST_ROLES = 20

const mayDecide = (actor: Actor, above: readonly string[]) => {
  const reach = reachOf(actor, 'enrollment:approve')
  return reach === 'everywhere' || (reach ?? []).some((groupId) => above.includes(groupId))
}

/**
 * A request to join a group with what an approval would give: the roles that the group and those above it hold. Who asks is always named,
 * their e-mail address and page only to who may look them up. NOT_FOUND when the group is out of reach.
 */
export const getGroupRequest = defineQuery({
  name: 'getGroupRequest',
  permission: 'enrollment:read',
  input: groupRequestIdInput,
  async run({ actor, sql }, { requestId }): Promise<GroupRequestDetail> {
    const visible = usersWithin(actor, 'user:read')
    const found = await raw<Row>`
      select request.id, person.*, request.reason, request.status::text as status, present.group_id is not null as renewal,
        present.valid_until as "currentUntil", request.created_at as "createdAt", request.decided_at as "decidedAt",
        request.decided_by_label as "decidedByLabel", request.note, request.version,
        array(select ancestor_id::text from group_tree where group_id = request.group_id) as above,
        jsonb_build_object('id', groups.id, 'name', groups.name, 'trusted', groups.trusted,
          'isVisible', ${groupIdWithin(actor, 'group:read', raw`groups.id`)}) as "group",
        array(select distinct roles.name from group_tree tree join grants on grants.group_id = tree.ancestor_id join roles on roles.id = grants.role_id
          where tree.group_id = request.group_id and (grants.valid_until is null or grants.valid_until > now()) order by roles.name limit ${MOST_ROLES}) as roles
      from group_requests request join groups on groups.id = request.group_id
      join lateral (select jsonb_build_object('id', users.id, 'label', ${userLabel('users')}, 'isVisible', ${visible}) as "user",
        case when ${visible} then email end as email from users where users.id = request.user_id) as person on true
      left join lateral (select group_id, valid_until from group_members member
        where member.group_id = request.group_id and member.user_id = request.user_id and request.status = 'PENDING') as present on true
      where request.id = ${requestId}::uuid and ${groupIdWithin(actor, 'enrollment:read', raw`request.group_id`)}`.execute(sql)
    const row = found.rows[0]
    if (!row) throw notFound('Request')
    const { above, ...request } = row
    const whyNot = mayDecide(actor, above) ? whyNotDecide(actor, { userId: request.user.id }) : mayNot('decide who joins this group')
    return { ...request, whyNotDecide: whyNot }
  },
})

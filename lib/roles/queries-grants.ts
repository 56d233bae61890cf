import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { groupIdWithin, groupsWithin } from '../groups/scope.ts'
import { matches } from '../users/conditions.ts'
import { usersWithin } from '../users/scope.ts'
import { UNSEEN_GROUP } from './held.ts'
import { listGrantsOfRoleInput, type GrantsOfRoleListParams } from './list.ts'

/**
 * A grant of a role to somebody, or to a group whose members inherit it. `reach` null means everywhere; a group that the viewer may not see
 * has no id there, nor its name.
 */
export type GrantOfRole = {
  grantId: string
  holder: { type: 'user' | 'group'; id: string; label: string }
  reach: { id: string | null; name: string } | null
  validUntil: Date | null
  ended: boolean
  grantedAt: Date
  grantedByLabel: string
}

const STATES: Record<GrantsOfRoleListParams['state'], RawBuilder<boolean>> = {
  any: raw`true`,
  current: raw`(valid_until is null or valid_until > now())`,
  ended: raw`valid_until <= now()`,
}
const HOLDERS: Record<GrantsOfRoleListParams['holder'], RawBuilder<boolean>> = {
  any: raw`true`,
  user: raw`user_id is not null`,
  group: raw`group_id is not null`,
}

/** The condition on `grants` that leaves those whose holders the actor may see and the search text finds. */
function holdersSeenBy(actor: Actor, q: string): RawBuilder<boolean> {
  if (canEverywhere(actor, 'role:read') && q === '') return raw<boolean>`true`
  const words = matches(q)
  const found = words.length > 0 ? raw`(${raw.join(words, raw` and `)})` : raw`true`
  // The search looks into e-mail addresses too, so it finds only users whose are the actor's to see.
  const foundUsers = words.length > 0 ? raw`${found} and ${usersWithin(actor, 'user:read')}` : found
  return raw<boolean>`(exists (select from users where users.id = grants.user_id and ${usersWithin(actor, 'role:read')} and ${foundUsers})
    or exists (select from groups where groups.id = grants.group_id and ${groupsWithin(actor, 'role:read')} and ${found}))`
}

const LABEL = raw`coalesce(
  (select coalesce(nullif(full_name, '') || ' (' || username || ')', username) from users where users.id = grants.user_id),
  (select name from groups where groups.id = grants.group_id))`

/** One page of a role's own grants, ended ones too, with cursors to its neighbours: only those whose holders the actor may see. */
export const listGrantsOfRole = defineQuery({
  name: 'listGrantsOfRole',
  permission: 'role:read',
  input: listGrantsOfRoleInput,
  async run({ actor, db, sql }, { roleId, ...params }) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`granted_at`, type: 'timestamptz' }, params)
    const found = await raw<Omit<GrantOfRole, 'grantId'> & { id: string; cursor_key: string }>`
      select id::text as id, ${cursorKey} as cursor_key, valid_until as "validUntil", coalesce(valid_until <= now(), false) as ended,
        jsonb_build_object('type', case when user_id is null then 'group' else 'user' end, 'id', coalesce(user_id, group_id), 'label', ${LABEL}) as holder,
        (select case when ${groupIdWithin(actor, 'group:read', raw`reached.id`)} then jsonb_build_object('id', reached.id, 'name', reached.name)
          else jsonb_build_object('id', null, 'name', ${UNSEEN_GROUP}::text) end from groups reached where reached.id = grants.reach_group_id) as reach,
        granted_at as "grantedAt", granted_by_label as "grantedByLabel"
      from grants where role_id = ${roleId}::uuid and ${STATES[params.state]} and ${HOLDERS[params.holder]}
        and ${holdersSeenBy(actor, params.q)} and ${condition}
      order by ${orderBy} limit ${limit}`.execute(sql)
    if (found.rows.length === 0 && !(await db.role.findUnique({ where: { id: roleId }, select: { id: true } }))) throw notFound('Role')
    const { rows, previous, next } = page(found.rows)
    return { grants: rows.map(({ id, cursor_key: _key, ...grant }): GrantOfRole => ({ grantId: id, ...grant })), previous, next }
  },
})

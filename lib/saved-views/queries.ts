import { sql as raw } from 'kysely'
import { can } from '../core/actor.ts'
import { defineQuery } from '../core/operation.ts'
import { ADMIN_ROLE_ID } from '../roles/built-in.ts'
import { listSavedViewsInput, viewSearchOf } from './schema.ts'
import { rolesHeldBy, viewsSeenBy } from './scope.ts'

/** A view as menus show it. `search` is the query string of its list; `ownerName` is who made it; `sharedRole` whom it is shared with. */
export type SavedViewSummary = {
  id: string
  name: string
  search: string
  own: boolean
  ownerName: string
  sharedRoleId: string | null
  sharedRole: string | null
  version: number
}
/** A role that a view can name or be shared with; `held`: the actor holds it. */
export type ViewRole = { id: string; name: string; held: boolean }

/**
 * The actor's views of a list by name, then those shared with them; and the roles that they may know of: all with role:read, otherwise
 * their own. One round trip for both, since a list shows both.
 */
export const listSavedViews = defineQuery({
  name: 'listSavedViews',
  permission: 'user:read',
  input: listSavedViewsInput,
  async run({ actor, sql }, { list }) {
    const found = await raw<{ views: SavedViewSummary[] | null; roles: (ViewRole & { place: number })[] | null }>`
      with held as materialized (${rolesHeldBy(actor)}),
      views as (
        select view.id, view.name, view.search, coalesce(view.owner_id = ${actor.id}::uuid, false) as own,
          coalesce(nullif(owner.full_name, ''), owner.username) as "ownerName", view.shared_role_id as "sharedRoleId",
          role.name as "sharedRole", view.version
        from saved_views view join users owner on owner.id = view.owner_id left join roles role on role.id = view.shared_role_id
        where view.list = ${list} and ${viewsSeenBy(actor)}
      ),
      known as (
        select id, name, id in (select role_id from held) as held,
          row_number() over (order by (id = ${ADMIN_ROLE_ID}::uuid) desc, built_in desc, lower(name), id) as place
        from roles where ${can(actor, 'role:read')}::boolean or id in (select role_id from held)
      )
      select (select jsonb_agg(to_jsonb(views) order by own desc, lower(name), id) from views) as views,
        (select jsonb_agg(to_jsonb(known) order by place) from known) as roles`.execute(sql)
    const { views, roles } = found.rows[0] ?? {}
    return {
      views: (views ?? []).map((view) => ({ ...view, search: viewSearchOf(view.search) })),
      roles: (roles ?? []).map(({ place: _order, ...role }): ViewRole => role),
    }
  },
})

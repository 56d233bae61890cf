import { sql as raw, type RawBuilder } from 'kysely'
import { can } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { bannersList, type BannersListParams } from './list.ts'
import { stateOf, whyNotEnable, type BannerAudience, type BannerKind, type BannerState } from './rules.ts'
import { bannerIdInput, offeredAudiencesInput } from './schema.ts'
import { rolesKnownTo } from './scope.ts'

/** A banner as administrators see it. `audienceName` is the role or group, null when that is gone or it is for none such. */
export type BannerSummary = {
  id: string
  title: string
  message: string
  link: string
  linkText: string
  kind: BannerKind
  dismissible: boolean
  enabled: boolean
  startsAt: Date | null
  endsAt: Date | null
  paths: string[]
  audience: BannerAudience
  audienceRoleId: string | null
  audienceGroupId: string | null
  audienceName: string | null
  revision: number
  version: number
  createdAt: Date
  updatedAt: Date
  state: BannerState
}
type Row = Omit<BannerSummary, 'state'> & { now: Date }

const COLUMNS = raw`banner.id, banner.title, banner.message, banner.link, banner.link_text as "linkText", banner.kind::text as kind,
  banner.dismissible, banner.enabled, banner.starts_at as "startsAt", banner.ends_at as "endsAt", banner.paths,
  banner.audience::text as audience, banner.audience_role_id as "audienceRoleId", banner.audience_group_id as "audienceGroupId",
  coalesce((select name from roles where roles.id = banner.audience_role_id), (select name from groups where groups.id = banner.audience_group_id))
    as "audienceName",
  banner.revision, banner.version, banner.created_at as "createdAt", banner.updated_at as "updatedAt", now() as now`

const viewOf = ({ now, ...row }: Row): BannerSummary => ({ ...row, state: stateOf(row, now) })

const STATES: Record<BannersListParams['state'], RawBuilder<boolean>> = {
  any: raw`true`,
  showing: raw`banner_shows(banner)`,
  scheduled: raw`banner.enabled and banner.starts_at > now()`,
  over: raw`banner.enabled and banner.ends_at <= now()`,
  off: raw`not banner.enabled`,
}

/** `%` and `_` are letters like any other. */
const contains = (q: string) => `%${q.replace(/[\\%_]/g, '\\$&')}%`

/** One page of banners, whoever they are for, with cursors to its neighbours. */
export const listBanners = defineQuery({
  name: 'listBanners',
  permission: 'banner:read',
  input: bannersList.strict,
  async run({ sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`created_at`, type: 'timestamptz' }, params)
    const found = params.q ? raw`(title ilike ${contains(params.q)} or message ilike ${contains(params.q)})` : raw`true`
    const fetched = await raw<Row & { cursor_key: string }>`select ${COLUMNS}, ${cursorKey} as cursor_key from banners banner
      where ${STATES[params.state]} and ${found} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql)
    const { rows, previous, next } = page(fetched.rows)
    return { banners: rows.map(({ cursor_key: _own, ...row }) => viewOf(row)), previous, next }
  },
})

/** A banner with all that its page shows. */
export type BannerDetail = BannerSummary & {
  /** Users who dismissed it as it is now, counted up to 10,001. */
  dismissed: number
  mayManage: boolean
  whyNotEnable: string | null
}

/** One banner with how many dismissed it as it is now, and what the actor may do with it. NOT_FOUND when it is gone. */
export const getBanner = defineQuery({
  name: 'getBanner',
  permission: 'banner:read',
  input: bannerIdInput,
  async run({ actor, sql }, { bannerId }): Promise<BannerDetail> {
    const found = await raw<Row & { dismissed: number; others: number }>`select ${COLUMNS},
      (select count(*)::int from (select from banner_dismissals seen
        where seen.banner_id = banner.id and seen.revision = banner.revision limit 10001) counted) as dismissed,
      (select count(*)::int from banners other
        where other.enabled and (other.ends_at is null or other.ends_at > now()) and other.id <> banner.id) as others
      from banners banner where banner.id = ${bannerId}::uuid`.execute(sql)
    const [row] = found.rows
    if (!row) throw notFound('Banner')
    const { dismissed, others, ...banner } = row
    return {
      ...viewOf(banner),
      dismissed,
      mayManage: can(actor, 'CAN_MANAGE_SITE_BANNER'),
      whyNotEnable: whyNotEnable(banner, others, banner.now)?.message ?? null,
    }
  },
})

/** The roles that the actor can make a banner for: all that they may know of, by name. Groups are found by name. */
export const listBannerRoles = defineQuery({
  name: 'listBannerRoles',
  permission: 'CAN_MANAGE_SITE_BANNER',
  input: offeredAudiencesInput,
  async run({ actor, sql }) {
    const found = await raw<{ id: string; name: string }>`select id, name from roles where ${rolesKnownTo(actor)}
      order by built_in desc, lower(name), id limit 1000`.execute(sql)
    return found.rows
  },
})

import '#server-only'
import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError, notFound } from '../core/errors.ts'
import type { BannerAudience, BannerKind } from './rules.ts'
import { groupsKnownTo, rolesKnownTo } from './scope.ts'

/** Makes all changes of banners wait for each other, so that counting the enabled ones counts. Reading and dismissing go on. */
export const lockBanners = (tx: Tx) => tx.$executeRaw`lock table banners in share row exclusive mode`

/** How many banners beside this one are enabled and not over, by the database's clock, and what time it is there. */
export async function othersEnabled(tx: Tx, bannerId: string): Promise<{ others: number; now: Date }> {
  const [found] = await tx.$queryRaw<{ others: number; now: Date }[]>`select count(*)::int as others, now() as now from banners
    where enabled and (ends_at is null or ends_at > now()) and id <> ${bannerId}::uuid`
  return found ?? { others: 0, now: new Date() }
}

export type StoredBanner = {
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
  revision: number
  version: number
  /** The audience as the log has it: "everyone", "signed_in", "role: Staff", "group: Helsinki"; of a deleted one without the name. */
  audienceWords: string
}

/** A banner as it is stored. The table must be locked. NOT_FOUND when it is gone. */
export async function bannerToChange(tx: Tx, bannerId: string): Promise<StoredBanner> {
  const query = raw<StoredBanner>`
    select banner.id, title, message, link, link_text as "linkText", kind::text as kind, dismissible, enabled, starts_at as "startsAt",
      ends_at as "endsAt", paths, audience::text as audience, audience_role_id as "audienceRoleId", audience_group_id as "audienceGroupId",
      revision, banner.version, concat_ws(': ', audience::text, (select name from roles where id = audience_role_id),
        (select name from groups where id = audience_group_id)) as "audienceWords"
    from banners banner where banner.id = ${bannerId}::uuid`
  const [banner] = await runIn(tx, query.compile(sql))
  if (!banner) throw notFound('Banner')
  return banner
}

type WantedAudience = {
  audience: BannerAudience
  audienceRoleId?: string | null | undefined
  audienceGroup?: string | null | undefined
}
type Audience = Pick<StoredBanner, 'audience' | 'audienceRoleId' | 'audienceGroupId' | 'audienceWords'>

const gone = (field: string, what: string) => {
  const message = `There is no such ${what} that you can see. Choose another.`
  return new AppError('INVALID', 'Nothing was saved. Check the highlighted fields.', { fields: { [field]: [message] } })
}

async function knownRole(tx: Tx, actor: Actor, roleId: string): Promise<Audience> {
  const query = raw<{ name: string }>`select name from roles where id = ${roleId}::uuid and ${rolesKnownTo(actor)}`
  const [role] = await runIn(tx, query.compile(sql))
  if (!role) throw gone('audienceRoleId', 'role')
  return { audience: 'role', audienceRoleId: roleId, audienceGroupId: null, audienceWords: `role: ${role.name}` }
}

async function knownGroup(tx: Tx, actor: Actor, named: string): Promise<Audience> {
  const query = raw<{ id: string; name: string }>`select id, name from groups
    where (id::text = lower(${named}) or lower(name) = lower(${named})) and ${groupsKnownTo(actor)} order by id::text = lower(${named}) desc limit 1`
  const [group] = await runIn(tx, query.compile(sql))
  if (!group) throw gone('audienceGroup', 'group')
  return { audience: 'group', audienceRoleId: null, audienceGroupId: group.id, audienceWords: `group: ${group.name}` }
}

/**
 * Whom a banner is to be for. A role or group other than `now` has must be one that the actor may know of, or names of those that they may
 * not see could be tried out; INVALID otherwise.
 */
export async function audienceFor(tx: Tx, actor: Actor, wanted: WantedAudience, now?: Audience): Promise<Audience> {
  const { audience, audienceRoleId, audienceGroup } = wanted
  if (audience === 'role' && audienceRoleId)
    return now?.audience === 'role' && now.audienceRoleId === audienceRoleId ? now : knownRole(tx, actor, audienceRoleId)
  if (audience === 'group' && audienceGroup) {
    const isSame = now?.audience === 'group' && [now.audienceGroupId, now.audienceWords.slice('group: '.length)].includes(audienceGroup)
    return isSame ? now : knownGroup(tx, actor, audienceGroup)
  }
  return { audience, audienceRoleId: null, audienceGroupId: null, audienceWords: audience }
}

/** Notes that a user has seen enough of a banner in this revision. Gives its title, or null when it is none that they see, or was noted before. */
export async function noteDismissal(tx: Tx, userId: string, bannerId: string, revision: number): Promise<string | null> {
  const query = raw<{ title: string }>`
    with shown as (
      select id, title, revision from shown_banners(${userId}::uuid)
      where id = ${bannerId}::uuid and revision = ${revision}::int and dismissible
    ), noted as (
      insert into banner_dismissals (user_id, banner_id, revision) select ${userId}::uuid, id, revision from shown
      on conflict (user_id, banner_id) do update set revision = excluded.revision, dismissed_at = now()
        where banner_dismissals.revision < excluded.revision
      returning banner_id
    )
    select title from shown where id in (select banner_id from noted)`
  const [noted] = await runIn(tx, query.compile(sql))
  return noted?.title ?? null
}

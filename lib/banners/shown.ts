// What readers see of banners, as SQL: the shell query, the snapshot for people who are not signed in, and dismissing read these texts.

/** The condition on `banner` that it shows at this moment of the database. */
export const SHOWING = `banner.enabled and (banner.starts_at is null or banner.starts_at <= now())
  and (banner.ends_at is null or banner.ends_at > now())`

/**
 * The condition that `banner` is for the signed-in user whose id this SQL expression gives. "offset 0" keeps the planner from turning the
 * roles around and reading everybody who holds one.
 */
export const isFor = (userId: string) => `(banner.audience in ('everyone', 'signed_in')
  or (banner.audience = 'role' and banner.audience_role_id in (
    select held.role_id from effective_grants held where held.user_id = ${userId} offset 0))
  or (banner.audience = 'group' and banner.audience_group_id in (
    select tree.ancestor_id from group_members member join group_tree tree on tree.group_id = member.group_id
    where member.user_id = ${userId} and (member.valid_until is null or member.valid_until > now()) offset 0)))`

/** The order of several for a reader: the gravest first, then the newest. */
const IN_ORDER = `array_position(array['error', 'warning', 'info', 'success']::"BannerKind"[], banner.kind), banner.created_at desc, banner.id desc`

/** The fields of `banner` that its readers get, as arguments of json_build_object. */
const FIELDS = `'id', banner.id, 'revision', banner.revision, 'kind', banner.kind, 'title', banner.title, 'message', banner.message,
  'link', banner.link, 'linkText', banner.link_text, 'dismissible', banner.dismissible, 'paths', banner.paths`

/** The banners of a signed-in user as one JSON value, null when there are none. */
export const shownTo = (userId: string) => `(select json_agg(json_build_object(${FIELDS}) order by ${IN_ORDER})
  from banners banner where ${SHOWING} and ${isFor(userId)} and not exists (
    select from banner_dismissals seen
    where seen.user_id = ${userId} and seen.banner_id = banner.id and seen.revision >= banner.revision))`

const millisecondsOf = (column: string) => `extract(epoch from banner.${column})::float8 * 1000`

/** What everybody may see, now or later, with its times; and what time it is there. */
export const SHOWN_TO_EVERYBODY = `select extract(epoch from now())::float8 * 1000 as now,
  (select json_agg(json_build_object(${FIELDS}, 'from', ${millisecondsOf('starts_at')}, 'until', ${millisecondsOf('ends_at')}) order by ${IN_ORDER})
    from banners banner
    where banner.enabled and banner.audience = 'everyone' and (banner.ends_at is null or banner.ends_at > now())) as banners`

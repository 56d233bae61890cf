// What readers get of banners, as SQL: for the shell query and for the snapshot for people who are not signed in.

/** The order of several for a reader: the gravest first, then the newest. */
const IN_ORDER = `array_position(array['error', 'warning', 'info', 'success']::"BannerKind"[], banner.kind), banner.created_at desc, banner.id desc`

/** The fields of `banner` that its readers get, as arguments of json_build_object. */
const FIELDS = `'id', banner.id, 'revision', banner.revision, 'kind', banner.kind, 'title', banner.title, 'message', banner.message,
  'link', banner.link, 'linkText', banner.link_text, 'dismissible', banner.dismissible, 'paths', banner.paths`

/**
 * The banners of the signed-in user whose id this SQL expression gives, as one JSON value; null when there are none. Costs nearly nothing as
 * long as none is enabled.
 */
export const shownTo = (userId: string) => `case when exists (select from banners where enabled) then (
    select json_agg(json_build_object(${FIELDS}) order by ${IN_ORDER}) from shown_banners(${userId}) banner) end`

const millisecondsOf = (column: string) => `extract(epoch from banner.${column})::float8 * 1000`

/** What everybody may see, now or later, with its times; and what time it is there. */
export const SHOWN_TO_EVERYBODY = `select extract(epoch from now())::float8 * 1000 as now,
  (select json_agg(json_build_object(${FIELDS}, 'from', ${millisecondsOf('starts_at')}, 'until', ${millisecondsOf('ends_at')}) order by ${IN_ORDER})
    from banners banner
    where banner.enabled and banner.audience = 'everyone' and (banner.ends_at is null or banner.ends_at > now())) as banners`

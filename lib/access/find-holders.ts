// Finding a page of those who hold a permission or a role. How depends on how many there are, so a look at the beginning of everything
// comes first; no way of finding reads all holders unless there are few.
import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import type { QueryContext } from '../core/operation.ts'
import { matches } from '../users/conditions.ts'
import { usersWithin } from '../users/scope.ts'
import { everyHolder, firstHolders, groupsBetween, isHolder, type Sources, type Stretch } from './holders.ts'
import type { WhoHas } from './schema.ts'

/** Up to so many are simply all found. Also where counting stops: beyond it the list says "1,000+". */
export const COUNT_LIMIT = 1_000
/** With search or a limited reach more are all found: passing over those who do not fit is cheaper than asking everybody else. */
const ALL_NARROWED = 10_000
/** Through more groups than this, walking along all users finds a page of holders sooner than merging what each group has. */
const MERGED_GROUPS = 200
/** How many users are walked along before the walk gives up. */
const WALKED = 2_000
/** The same with search or a limited reach, when most are passed over at little cost. */
const WALKED_NARROWED = 20_000

/** What was asked about, and what it comes from. */
export type Subject = {
  id: string
  name: string
  description: string
  builtIn: boolean
  roleIds: string[]
  managing: 'any' | 'trusted' | 'none'
  groups: number
  ways: number
  matching: number
}
type Asked = Pick<WhoHas, 'permission' | 'roleId' | 'q' | 'status'>

const subjectOf = ({ permission, roleId }: Asked) =>
  permission === undefined
    ? raw`select id, name, description, built_in as "builtIn", array[id] as role_ids, 'none' as managing from roles where id = ${roleId ?? null}::uuid`
    : raw`select id, name, description, built_in as "builtIn",
        array(select distinct role_id from role_effective_permissions where permission = permissions.name) as role_ids,
        (select case when bool_or(not given.needs_trust) then 'any' when count(*) > 0 then 'trusted' else 'none' end
          from group_manager_permissions given join permission_inclusions inclusion on inclusion.permission = given.permission
          where inclusion.includes = permissions.name) as managing
      from permissions where name = ${permission}`

/** The condition on `users` for whom the list is about, holders or not. */
export const aboutUsers = (actor: Actor, { q, status }: Pick<Asked, 'q' | 'status'>): RawBuilder<boolean> =>
  raw<boolean>`${raw.join(
    [
      usersWithin(actor, 'role:read'),
      // The search looks into e-mail addresses too, so it finds only those whose are the actor's to see.
      ...(matches(q).length > 0 ? [usersWithin(actor, 'user:read')] : []),
      ...(status === 'active' ? [raw<boolean>`users.status = 'ACTIVE'`] : []),
      ...matches(q).map((word) => raw<boolean>`${word}`),
    ],
    raw` and `,
  )}`

/** The e-mail address of the user of the row for whoever may look them up; null for others. */
export const emailSeenBy = (actor: Actor) => raw<string | null>`case when ${usersWithin(actor, 'user:read')} then users.email end`

const isNarrowed = (actor: Actor, { q }: Pick<Asked, 'q'>) => matches(q).length > 0 || reachOf(actor, 'role:read') !== 'everywhere'

const mostFoundAll = (actor: Actor, asked: Asked) => (isNarrowed(actor, asked) ? ALL_NARROWED : COUNT_LIMIT)

/** Looks at what was asked about and at the beginning of what there is. Throws NOT_FOUND. `most` is how many ways are counted at most. */
export async function lookAt(actor: Actor, sql: QueryContext['sql'], asked: Asked, most = mostFoundAll(actor, asked)): Promise<Subject> {
  const sources = { roleIds: raw`select role_ids from subject`, managing: raw`select managing from subject` }
  const upTo = (limit: number, rows: RawBuilder<unknown>) => raw`(select count(*)::int from (${rows} limit ${limit + 1}) as counted)`
  const found = await raw<Subject>`with subject as materialized (${subjectOf(asked)})
    select id, name, description, "builtIn", role_ids as "roleIds", managing, ${upTo(MERGED_GROUPS, groupsBetween(sources))} as groups,
      ${upTo(most, raw`select from (${everyHolder(sources)}) as holder`)} as ways,
      ${isNarrowed(actor, asked) ? upTo(COUNT_LIMIT, raw`select from users where ${aboutUsers(actor, asked)}`) : raw`0`} as matching
    from subject`.execute(sql)
  if (!found.rows[0]) throw notFound(asked.permission === undefined ? 'Role' : 'Permission')
  return found.rows[0]
}

/** The sources of a subject that was looked at. */
export const sourcesOf = ({ roleIds, managing }: Pick<Subject, 'roleIds' | 'managing'>): Sources => ({
  roleIds: raw`${roleIds}::uuid[]`,
  managing: raw`${managing}::text`,
})

/** How to find: an SQL of `id`s in order; when it can end early without being through, `reachedEnd` says whether it was. */
type Finding = { ids: RawBuilder<unknown>; count: boolean; reachedEnd: RawBuilder<boolean> | null }

function findings(actor: Actor, asked: Asked, subject: Subject, stretch: Stretch, limit: number): Finding[] {
  const [sources, about] = [sourcesOf(subject), aboutUsers(actor, asked)]
  const [id, { order }] = [raw`users.id`, stretch]
  const beyond = stretch.beyond(id)
  const all = (ids: RawBuilder<unknown>): Finding => ({ ids, count: true, reachedEnd: null })
  if (subject.ways <= mostFoundAll(actor, asked)) return [all(raw`select id from users where id in (${everyHolder(sources)}) and ${about}`)]
  const narrowed = isNarrowed(actor, asked)
  if (narrowed && subject.matching <= COUNT_LIMIT)
    return [all(raw`select id from (select id from users where ${about} offset 0) as users where ${isHolder(sources)}`)]
  const stretchOf = (most: RawBuilder<unknown>) => raw`select id from users where ${about} and ${beyond} order by id ${order} ${most}`
  const walked = stretchOf(raw`limit ${narrowed ? WALKED_NARROWED : WALKED}`)
  const walk: Finding = {
    ids: raw`select id from (${walked}) as users where ${isHolder(sources)}`,
    count: false,
    reachedEnd: raw<boolean>`(select count(*) from (${walked}) as walked) < ${narrowed ? WALKED_NARROWED : WALKED}`,
  }
  if (narrowed)
    return [walk, { ...all(raw`select id from (${stretchOf(raw`offset 0`)}) as users where ${isHolder(sources)}`), count: false }]
  const merges = [limit * 3, limit * 100, limit * 100_000].map((take): Finding => {
    const merged = firstHolders(sources, stretch, take)
    return {
      ids: raw`select users.id from (${merged}) as merged join users on users.id = merged.user_id where ${about}`,
      count: false,
      reachedEnd: raw<boolean>`(select count(*) from (${merged}) as merged) < ${take}`,
    }
  })
  return subject.groups > MERGED_GROUPS ? [walk, ...merges] : merges
}

/**
 * One page of holders' rows with `columns` of `users`, and how many there are when that was found out. Tries the ways of finding from the
 * cheapest on until one is sure of its answer; nearly always that is the first.
 */
export async function findHolders<Row>(
  { actor, sql }: Pick<QueryContext, 'actor' | 'sql'>,
  asked: Asked,
  subject: Subject,
  { stretch, limit }: { stretch: Stretch; limit: number },
  columns: RawBuilder<unknown>,
): Promise<{ rows: Row[]; count: number | null }> {
  let last: { rows: Row[]; count: number | null } = { rows: [], count: null }
  for (const { ids, count, reachedEnd } of findings(actor, asked, subject, stretch, limit)) {
    const found = await raw<{ rows: Row[] | null; total: number | null; sure: boolean }>`
      with holder as materialized (${ids} ${count ? raw`` : raw`order by id ${stretch.order} limit ${limit}`}),
      shown as materialized (select id from holder where ${stretch.beyond(raw`id`)} order by id ${stretch.order} limit ${limit})
      select (select jsonb_agg(to_jsonb(listed) order by listed.id ${stretch.order}) from (select ${columns} from shown join users using (id)) as listed) as rows,
        ${count ? raw`(select count(*)::int from holder)` : raw`null::int`} as total,
        case when ${reachedEnd === null} or (select count(*) from shown) = ${limit} then true else ${reachedEnd ?? raw`true`} end as sure`.execute(
      sql,
    )
    const answer = found.rows[0]
    last = { rows: answer?.rows ?? [], count: answer?.total ?? null }
    if (answer?.sure) break
  }
  return last
}

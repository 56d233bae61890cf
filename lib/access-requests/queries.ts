// Reading one access request, and what the public form needs.
import { sql as raw } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { userLabel } from '../groups/columns.ts'
import { groupIdWithin } from '../groups/scope.ts'
import { setting } from '../settings/read.ts'
import { usersWithin } from '../users/scope.ts'
import { whyNotHandle } from './rules.ts'
import { accessRequestFormInput, accessRequestIdInput } from './schema.ts'
import { requestsWithin } from './scope.ts'
import type { AccessRequestDetail, AccessRequestForm, PossibleDuplicate } from './views.ts'

/** More groups than a form can offer to choose from. */
const MOST_GROUPS = 200
const MOST_DUPLICATES = 5
const MOST_EVENTS = 50

/** Whether requests are taken, and the approved groups that one may name, which anybody may list. */
export const getAccessRequestForm = defineQuery({
  name: 'getAccessRequestForm',
  permission: 'public:request-access',
  input: accessRequestFormInput,
  async run({ sql }): Promise<AccessRequestForm> {
    if (setting('accessRequests.open') !== 'yes') return { open: false, groups: [] }
    const found = await raw<{ id: string; name: string }>`select id::text as id, name from groups where approved
      order by sort_name, id limit ${MOST_GROUPS}`.execute(sql)
    return { open: true, groups: found.rows }
  },
})

const shown = (visible: ReturnType<typeof usersWithin>) => raw`case when ${visible} then`

/** Users, and others who wait, with the same e-mail address or the same name; `label` is null for those out of the viewer's reach. */
const duplicatesOf = (actor: Actor) => {
  const enrollments =
    reachOf(actor, 'enrollment:read') === 'everywhere' ? raw<boolean>`true` : groupIdWithin(actor, 'enrollment:read', raw`other.group_id`)
  const same = raw`case when lower(other.email) = lower(request.email) then 'email' else 'name' end`
  return raw`
    select 'user' as kind, users.id, ${shown(usersWithin(actor, 'user:read'))} ${userLabel('users')} end as label,
      case when lower(users.email) = lower(request.email) then 'email' else 'name' end as same
    from users where (lower(users.email) = lower(request.email) or users.sort_name = request.sort_name) and users.status <> 'ANONYMIZED'
    union all
    select 'enrollment', other.id, case when ${enrollments} then coalesce(nullif(btrim(other.first_name || ' ' || other.last_name), ''), other.username) end, ${same}
    from enrollments other where (lower(other.email) = lower(request.email) or other.sort_name = request.sort_name) and other.state = 'PENDING'
    union all
    select 'access-request', other.id, case when ${enrollments} then other.full_name end, ${same}
    from access_requests other where (lower(other.email) = lower(request.email) or other.sort_name = request.sort_name) and other.status = 'PENDING'
      and other.id <> request.id`
}

type Stored = Omit<AccessRequestDetail, 'duplicates' | 'hiddenDuplicates' | 'history' | 'whyNotHandle'>
type Found = Stored & {
  duplicates: (Omit<PossibleDuplicate, 'label'> & { label: string | null })[]
  history: (Omit<AccessRequestDetail['history'][number], 'at'> & { at: string })[]
  ownEmail: string
  mayHandle: boolean
}

const viewOf = ({ duplicates, history, ownEmail, mayHandle, ...request }: Found): AccessRequestDetail => {
  const named = duplicates.filter((each): each is PossibleDuplicate => each.label !== null)
  const forbidden = { reason: 'FORBIDDEN', message: 'Your roles do not allow you to decide about this.' }
  return {
    ...request,
    duplicates: named.slice(0, MOST_DUPLICATES),
    hiddenDuplicates: duplicates.length - Math.min(named.length, MOST_DUPLICATES),
    history: history.map((each) => ({ ...each, at: new Date(each.at) })),
    whyNotHandle: mayHandle ? whyNotHandle({ email: ownEmail }, request) : forbidden,
  }
}

/**
 * An access request with those who may be the same person, and what happened to it. Others who are out of the viewer's reach are counted,
 * not named; together at most 20 are looked at. NOT_FOUND when it is out of reach.
 */
export const getAccessRequest = defineQuery({
  name: 'getAccessRequest',
  permission: 'enrollment:read',
  input: accessRequestIdInput,
  async run({ actor, sql }, { requestId }) {
    const handle = reachOf(actor, 'enrollment:approve') === null ? raw<boolean>`false` : requestsWithin(actor, 'enrollment:approve')
    const found = await raw<Found>`
      select request.id::text as id, request.version, request.email, request.full_name as "fullName", request.organisation, request.reason,
        (select jsonb_build_object('id', groups.id, 'name', groups.name) from groups where groups.id = request.group_id) as "group",
        request.status::text as status, request.created_at as "createdAt", request.handled_at as "handledAt", request.handled_by_label as "handledBy",
        request.note, request.note_shared as "noteShared", request.invitation_id::text as "invitationId",
        (select coalesce(jsonb_agg(to_jsonb(duplicate)), '[]') from (select * from (${duplicatesOf(actor)}) as every_one
          order by same, kind desc, id limit 20) as duplicate) as duplicates,
        (select coalesce(jsonb_agg(to_jsonb(entry) order by entry.at, entry.id), '[]') from (
          select id, event, at, actor_label as "actorLabel", reason from audit_events where target_type = 'access-request'
            and target_id = request.id::text and outcome = 'done' order by at, id limit ${MOST_EVENTS}) as entry) as history,
        coalesce((select users.email from users where users.id = ${actor.id}::uuid), '') as "ownEmail",
        exists (select from access_requests where access_requests.id = request.id and ${handle}) as "mayHandle"
      from access_requests request where request.id = (select id from access_requests where id = ${requestId}::uuid
        and ${requestsWithin(actor, 'enrollment:read')})`.execute(sql)
    const row = found.rows[0]
    if (!row) throw notFound('Request')
    return viewOf(row)
  },
})

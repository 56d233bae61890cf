import type { Client } from 'pg'
import { encodeCursor } from '../lib/core/keyset.ts'
import { INHERITED_ROLE_ID, NARROW_PERMISSION, WIDE_PERMISSION } from './fill-access.ts'

/** A page of ours that is measured. `mostRoundTrips` is what DESIGN allows it: the shell query and three for a list, two for one object. */
export type PageTarget = {
  name: string
  path: string
  mostRoundTrips: number
  /** Of whoever looks; without it the administrator of the runs does. */
  cookie?: string
}

export const FIRST_PAGE = 'users list, first page'
export const MIDDLE_PAGE = 'users list, cursor in the middle'
export const LAST_PAGE = 'users list, last page'

const LIST = 4
const OBJECT = 3

const list = (name: string, query: string): PageTarget => ({ name, path: `/users${query}`, mostRoundTrips: LIST })

/** The pages of how people get in. The approver decides within some groups only. */
async function inboxTargets(client: Client, approverCookie: string): Promise<PageTarget[]> {
  const one = async (state: string) => {
    const { rows } = await client.query<{ id: string }>(
      `select enrollments.id from enrollments left join enrollment_messages message on message.enrollment_id = enrollments.id
       where state = $1::"EnrollmentState" and ready_at is not null order by message.id is null, enrollments.id limit 1`,
      [state],
    )
    if (!rows[0]) throw new Error(`There is no enrollment that is ${state}.`)
    return `/inbox/enrollments/${rows[0].id}`
  }
  const inbox = (name: string, query: string, cookie?: string): PageTarget => ({
    name: `inbox, ${name}`,
    path: `/inbox${query}`,
    mostRoundTrips: LIST,
    ...(cookie === undefined ? {} : { cookie }),
  })
  return [
    inbox('waiting', ''),
    inbox('waiting, within groups', '', approverCookie),
    inbox('decided', '?state=decided&sort=decided&dir=desc'),
    inbox('decided, search', '?state=decided&q=sofia'),
    inbox('decided, a word in every row', '?state=decided&q=example'),
    { name: 'enrollment page, waiting', path: await one('PENDING'), mostRoundTrips: OBJECT },
    { name: 'enrollment page, approved', path: await one('APPROVED'), mostRoundTrips: OBJECT },
    { name: 'pools list', path: '/enrollment-pools', mostRoundTrips: LIST },
    { name: 'invitations list', path: '/invitations', mostRoundTrips: LIST },
  ]
}

/** The pages of a run, in the order of the table. The words of the searches are made by the fill. */
export async function pageTargets(client: Client, approverCookie: string): Promise<PageTarget[]> {
  const { rows } = await client.query<{ id: string; key: string }>(
    `select id, created_at::text as key from users where status = 'ACTIVE' order by created_at, id
     offset (select count(*) / 2 from users where status = 'ACTIVE') limit 1`,
  )
  const [user] = rows
  const explained = await client.query<{ id: string }>(
    `select user_id as id from effective_grants group by user_id having count(distinct grant_id) filter (where member_group_id is null) = 1
       and count(distinct grant_id) filter (where member_group_id is not null) = 2 order by user_id limit 1`,
  )
  if (!user || !explained.rows[0]) throw new Error('The database is empty.')
  return [
    list(FIRST_PAGE, ''),
    list(MIDDLE_PAGE, `?after=${encodeCursor(user)}`),
    list(LAST_PAGE, '?last=1'),
    list('search, seven letters', '?q=harasen'),
    list('search, three letters', '?q=ada'),
    list('search, two letters', '?q=ad'),
    list('search, a word in no row', '?q=zzqxjv'),
    list('search, a word in every row', '?q=example'),
    list('search, two words', '?q=sofia+stein'),
    list('filter, deactivated', '?status=deactivated'),
    list('filter, inherited role', `?role=${INHERITED_ROLE_ID}`),
    list('filter, never signed in', '?signIn=never'),
    { name: 'explain a user', path: `/users/${explained.rows[0].id}/permissions`, mostRoundTrips: OBJECT },
    { name: 'who can, few hold it', path: `/permissions/${NARROW_PERMISSION}`, mostRoundTrips: LIST },
    { name: 'who can, many hold it', path: `/permissions/${WIDE_PERMISSION}`, mostRoundTrips: LIST },
    { name: 'who has an inherited role', path: `/roles/${INHERITED_ROLE_ID}/holders`, mostRoundTrips: LIST },
    { name: 'user page', path: `/users/${user.id}`, mostRoundTrips: OBJECT },
    { name: 'audit list', path: '/audit', mostRoundTrips: LIST },
    { name: 'audit by user', path: `/audit?target=user:${user.id}`, mostRoundTrips: LIST },
    ...(await inboxTargets(client, approverCookie)),
  ]
}

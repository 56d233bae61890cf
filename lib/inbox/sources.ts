// The three tables that the inbox is made of, and in what order and by what conditions their rows are found.
import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { SortKey } from '../core/keyset.ts'
import type { Permission } from '../core/permissions.ts'
import { groupIdWithin } from '../groups/scope.ts'
import { usersWithin } from '../users/scope.ts'
import type { InboxListParams } from './list.ts'
import { INBOX_KINDS, type InboxKind } from './schema.ts'

type Condition = RawBuilder<boolean>
/** A table, its alias being its name: all names of columns are those of its own. */
type Table = { name: string; state: string; decidedAt: string; decidedBy: string; sortName: string; searchText: string; waiting: string }

const TABLES: Record<InboxKind, Table> = {
  enrollment: {
    name: 'enrollments',
    state: 'state',
    decidedAt: 'decided_at',
    decidedBy: 'decided_by_id',
    sortName: 'sort_name',
    searchText: 'search_text',
    waiting: `state = 'PENDING' and ready_at is not null`,
  },
  'access-request': {
    name: 'access_requests',
    state: 'status',
    decidedAt: 'handled_at',
    decidedBy: 'handled_by_id',
    sortName: 'sort_name',
    searchText: 'search_text',
    waiting: `status = 'PENDING'`,
  },
  'group-request': {
    name: 'group_requests',
    state: 'status',
    decidedAt: 'decided_at',
    decidedBy: 'decided_by_id',
    sortName: 'user_sort_name',
    searchText: 'user_search_text',
    waiting: `status = 'PENDING'`,
  },
}

/** A stretch of one table that has an index for every way of sorting: what waits, what waits for applicants, or what was decided. */
export type Source = { kind: InboxKind; part: 'waiting' | 'unready' | 'decided' }

const PARTS: Record<InboxListParams['state'], readonly Source['part'][]> = {
  waiting: ['waiting'],
  unready: ['unready'],
  decided: ['decided'],
  all: ['waiting', 'unready', 'decided'],
}

/** Whether a filter leaves anything of a kind: pools and confirmed addresses are of enrollments alone. */
const isAsked = (kind: InboxKind, { kind: asked, pool, check }: InboxListParams) =>
  (asked === 'any' || asked === kind) && (kind === 'enrollment' || (pool === undefined && check === 'any'))

/** The stretches that a list is made of. */
export function sourcesOf(params: InboxListParams): Source[] {
  const parts = params.decidedBy === 'me' ? PARTS[params.state].filter((part) => part === 'decided') : PARTS[params.state]
  return INBOX_KINDS.filter((kind) => isAsked(kind, params)).flatMap((kind) =>
    parts.filter((part) => part !== 'unready' || kind === 'enrollment').map((part) => ({ kind, part })),
  )
}

/** The table of a source. */
export const tableOf = ({ kind }: Pick<Source, 'kind'>) => raw.table(TABLES[kind].name)

/** The SQL of a way of sorting in one source; `decided` is for what waits the same as `asked`. */
export function sortOf({ kind, part }: Source, sort: InboxListParams['sort']): SortKey {
  if (sort === 'applicant') return { expression: raw.ref(TABLES[kind].sortName), type: 'text' }
  const column = sort === 'decided' && part === 'decided' ? TABLES[kind].decidedAt : 'created_at'
  return { expression: raw.ref(column), type: 'timestamptz' }
}

const partOf = ({ kind, part }: Source): Condition => {
  const { state, waiting } = TABLES[kind]
  if (part === 'waiting') return raw<boolean>`${raw.raw(waiting)}`
  if (part === 'unready') return raw<boolean>`state = 'PENDING' and ready_at is null`
  return raw<boolean>`${raw.ref(state)} <> 'PENDING'`
}

/** What waits of one kind. */
export const waitingOf = (kind: InboxKind) => raw.raw(TABLES[kind].waiting)

/**
 * Whether an item of the group whose id the expression gives is one that the actor's permission reaches: those of the groups within it;
 * without limit all, also those without a group.
 */
export function itemsWithin(actor: Actor, permission: Permission, groupId: RawBuilder<unknown> = raw`group_id`): Condition {
  return reachOf(actor, permission) === 'everywhere' ? raw<boolean>`true` : groupIdWithin(actor, permission, groupId)
}

/** The different words of a search, at most ten. */
const wordsOf = (q: string) => [...new Set(q.normalize('NFKC').split(/\s+/).filter(Boolean))].slice(0, 10)

/** Of users whom the viewer may not look up only names are searched: finding somebody by an address would tell it. */
function matchesUser(actor: Actor, q: string): Condition[] {
  if (reachOf(actor, 'user:read') === 'everywhere') return []
  const names = raw`search_document(users.username, '', users.first_name, users.last_name, '')`
  const own = wordsOf(q).map((word) => raw<boolean>`${names} like search_pattern(${word})`)
  return own.length === 0
    ? []
    : [
        raw<boolean>`exists (select from users where users.id = group_requests.user_id
          and (${usersWithin(actor, 'user:read')} or ${raw.join(own, raw` and `)}))`,
      ]
}

/** The conditions of a list on one of its sources, scope included. */
export function conditionOf(actor: Actor, source: Source, params: InboxListParams): Condition {
  const { searchText, decidedBy } = TABLES[source.kind]
  const conditions = [
    itemsWithin(actor, 'enrollment:read'),
    partOf(source),
    ...wordsOf(params.q).map((word) => raw<boolean>`${raw.ref(searchText)} like search_pattern(${word})`),
    ...(source.kind === 'group-request' ? matchesUser(actor, params.q) : []),
    ...(params.decidedBy === 'me' ? [raw<boolean>`${raw.ref(decidedBy)} = ${actor.id}::uuid`] : []),
    ...(params.pool ? [raw<boolean>`pool_id = ${params.pool}::uuid`] : []),
    ...(params.check === 'unconfirmed' ? [raw<boolean>`email_confirmed_at is null`] : []),
    ...(params.group
      ? [raw<boolean>`group_id in (select tree.group_id from group_tree tree where tree.ancestor_id = ${params.group}::uuid)`]
      : []),
  ]
  return raw<boolean>`${raw.join(conditions, raw` and `)}`
}

import { sql as raw } from 'kysely'
import type { MembershipType } from '../core/actor.ts'
import { defineExport } from '../core/export.ts'
import { keysetBatches } from '../core/keyset-batches.ts'
import { AFFIRMED_DAY } from './columns.ts'
import { conditionOf, SORTS } from './conditions.ts'
import { membershipsList } from './list.ts'
import { exportMembershipsInput } from './schema-export.ts'
import { membershipsWithin } from './scope.ts'
import { TYPE_WORDS } from './rules-words.ts'

/** The columns of python.org's membership.csv, in its order; `creator` is the username. */
const COLUMNS = ['membership_type', 'creator', 'email_address', 'votes', 'last_vote_affirmation']

type Row = { type: MembershipType; [column: string]: unknown }

async function* labelled(batches: AsyncIterable<Row[]>) {
  for await (const rows of batches) yield rows.map((row) => ({ ...row, membership_type: TYPE_WORDS[row.type] }))
}

/** The memberships that a search of the list matches, in its order, as a file; only those that the actor may both see and export. */
export const exportMemberships = defineExport({
  name: 'exportMemberships',
  permission: 'membership:export',
  input: exportMembershipsInput,
  limit: { points: 10, seconds: 60 },
  columns: () => COLUMNS.map((key) => ({ key, header: key })),
  audit: ({ search, format }) => ({
    event: 'memberships.exported',
    entry: {
      target: {
        type: 'memberships',
        id: null,
        label: membershipsList.isNarrowed(search) ? 'the memberships of a list' : 'all memberships',
      },
      detail: {
        format,
        scope: membershipsList.isNarrowed(search) ? 'filtered' : 'all',
        query: membershipsList.toSearch(search).toString(),
        columns: COLUMNS,
      },
    },
  }),
  rows: ({ actor, sql }, { search }) =>
    labelled(
      keysetBatches<Row>(sql, {
        columns: raw`type::text as type, (select username from users where users.id = memberships.user_id) as creator, email_address, votes,
          ${AFFIRMED_DAY} as last_vote_affirmation`,
        from: raw`memberships`,
        where: raw<boolean>`${membershipsWithin(actor, 'membership:export')} and ${conditionOf(actor, search)}`,
        sort: SORTS[search.sort],
        direction: search.direction,
      }),
    ),
})

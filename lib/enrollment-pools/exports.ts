import { sql as raw } from 'kysely'
import { notFound, refuse } from '../core/errors.ts'
import { defineExport } from '../core/export.ts'
import { keysetBatches } from '../core/keyset-batches.ts'
import { LINK_STATE, POOL_STATE } from './columns.ts'
import { BY_NUMBER, linkCondition } from './conditions.ts'
import { exportPoolLinksInput, type LinkState, type PoolState } from './list.ts'
import { whyNotTouch } from './rules.ts'
import type { PoolRole } from './schema.ts'
import { IS_POOL, poolsWithin } from './scope.ts'
import { codeOf, urlOf } from './steps-links.ts'
import { insistOnMayHaveLinks } from './steps-rights.ts'

const COLUMNS = ['number', 'link', 'state'] as const
type Row = { number: number; id: string; sealedCode: string; state: LinkState; isLive: boolean; cursor_key: string; cursor_id: string }
type Pool = { name: string; state: PoolState; needsApproval: boolean; groupId: string | null; groupIds: string[]; roles: PoolRole[] }

async function* withLinks(batches: AsyncIterable<Row[]>) {
  for await (const rows of batches)
    yield rows.map(({ number, state, isLive, ...link }) => ({ number, link: isLive ? urlOf(codeOf(link)) : '', state }))
}

/**
 * The links of a pool as a file, by number: unused ones unless another state is asked for, and only those that still work with their address.
 * As for looking at one: the links of a pool that needs no approval are for those only who could give all that it gives.
 */
export const exportPoolLinks = defineExport({
  name: 'exportPoolLinks',
  permission: 'enrollment-pool:share',
  input: exportPoolLinksInput,
  limit: { points: 10, seconds: 60 },
  prepare: async ({ actor, db, sql }, { poolId }) => {
    const found = await raw<Pool>`select name, ${POOL_STATE} as state, needs_approval as "needsApproval", group_id as "groupId",
      array(select group_id::text from enrollment_pool_groups where pool_id = enrollment_pools.id) as "groupIds",
      (select coalesce(jsonb_agg(jsonb_build_object('roleId', role_id, 'reachGroupId', reach_group_id)), '[]')
        from enrollment_pool_roles where pool_id = enrollment_pools.id) as roles
      from enrollment_pools where id = ${poolId}::uuid and ${IS_POOL} and ${poolsWithin(actor, 'enrollment-pool:share')}`.execute(sql)
    const pool = found.rows[0]
    if (!pool) throw notFound('Enrollment pool')
    refuse(whyNotTouch(pool))
    await db.$transaction((tx) => insistOnMayHaveLinks(tx, actor, pool))
    return pool
  },
  columns: () => COLUMNS.map((key) => ({ key, header: key })),
  audit: ({ format, poolId, state }, { name }) => ({
    event: 'enrollment-pool.links-exported',
    entry: {
      target: { type: 'enrollment-pool', id: poolId, label: name },
      detail: { format, scope: 'filtered', query: new URLSearchParams({ state }).toString(), columns: [...COLUMNS] },
    },
  }),
  rows: ({ sql }, { poolId, state }) =>
    withLinks(
      keysetBatches<Row>(sql, {
        columns: raw`id, number, sealed_code as "sealedCode", ${LINK_STATE} as state,
          voided_at is null and (uses = 0 or not single_use) as "isLive"`,
        from: raw`enrollment_links`,
        where: linkCondition(poolId, { state, q: '' }),
        sort: BY_NUMBER,
        direction: 'asc',
      }),
    ),
})

import { POOL_KIND_WORDS, POOL_STATE_MARKS } from '../../../../components/enrollment-pools/pool-words.ts'
import { poolsList, type PoolsListParams } from '../../../../lib/enrollment-pools/list.ts'

/** The address of the list in this state with a change. */
export const poolsHref = (params: PoolsListParams, change: Parameters<typeof poolsList.linkTo>[1]) =>
  `/enrollment-pools${poolsList.linkTo(params, change)}`

/** What ids in the address are called, as far as it is known. */
type Names = { owner: string | undefined; group: string | undefined }

/** The filters in force as chips: what each says, and the address without it. */
export function poolsChips(params: PoolsListParams, names: Names) {
  const { q, kind, state, owner, group } = params
  const chips: { label: string; value: string; clearHref: string }[] = []
  const add = (label: string, value: string | null | undefined, name: keyof PoolsListParams) => {
    if (value) chips.push({ label, value, clearHref: poolsHref(params, { [name]: undefined }) })
  }
  add('Search', q && `“${q}”`, 'q')
  add('Links', kind === 'any' ? null : POOL_KIND_WORDS[kind], 'kind')
  add('State', state === 'current' ? null : state === 'any' ? 'every, deleted too' : POOL_STATE_MARKS[state].label, 'state')
  add('Owner', owner && (owner === 'gone' ? 'has left' : (names.owner ?? 'somebody who owns none here')), 'owner')
  add('Group', group && (names.group ?? 'one that has none here'), 'group')
  return chips
}

import { URL_TYPE_WORDS } from '../../../../components/groups/group-words.ts'
import { groupsList, type GroupsListParams } from '../../../../lib/groups/list.ts'

/** The address of the list in this state with a change. */
export const groupsHref = (params: GroupsListParams, change: Parameters<typeof groupsList.linkTo>[1]) =>
  `/groups${groupsList.linkTo(params, change)}`

/** What ids in the address are called, as far as it is known. */
type Names = { under?: string | undefined; owner?: string | undefined }

/** The filters in force as chips: what each says, and the address without it. */
export function groupsChips(params: GroupsListParams, names: Names) {
  const chips: { label: string; value: string; clearHref: string }[] = []
  const add = (label: string, value: string | null | undefined, name: keyof GroupsListParams) => {
    if (value) chips.push({ label, value, clearHref: groupsHref(params, { [name]: undefined }) })
  }
  const yesNo = (value: 'any' | 'yes' | 'no') => (value === 'any' ? null : value)
  add('Search', params.q && `“${params.q}”`, 'q')
  add('Approved', yesNo(params.approved), 'approved')
  add('Trusted', yesNo(params.trusted), 'trusted')
  add('Kind of address', params.urlType === 'any' ? null : URL_TYPE_WORDS[params.urlType], 'urlType')
  add('Level', { any: null, top: 'top level', sub: 'sub-groups' }[params.parent], 'parent')
  add('Below', params.under && (names.under ?? 'a group that is not in sight'), 'under')
  add('Owner', params.owner && (names.owner ?? 'somebody who owns none here'), 'owner')
  return chips
}

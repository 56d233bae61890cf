import { membershipsList, type MembershipsListParams } from '../../../../lib/memberships/list.ts'

type Change = { [K in keyof MembershipsListParams]?: MembershipsListParams[K] | undefined }

/** The address of the list in this state with a change; any change but one of place leads to the first page. */
export function membershipsHref(params: MembershipsListParams, change: Change): string {
  const search = membershipsList.linkTo(params, change)
  return search === '?' ? '/memberships' : `/memberships${search}`
}

/** The list as its file is asked for: without the page that is shown. */
export const searchOf = ({ perPage: _size, after: _after, before: _before, last: _last, ...filters }: MembershipsListParams) =>
  membershipsList.toSearch(filters).toString()

import { inboxList, type InboxListParams } from '../../../../lib/inbox/list.ts'

type Change = { [K in keyof InboxListParams]?: InboxListParams[K] | undefined }

/** The address of the inbox in this state with a change; any change but one of place leads to the first page. */
export function inboxHref(params: Partial<InboxListParams>, change: Change = {}): string {
  const search = inboxList.linkTo(params, change)
  return search === '?' ? '/inbox' : `/inbox${search}`
}

/** The list as an item's page remembers it, for the way back and on: filters, order and page, without a leading "?". */
export const fromOf = (params: InboxListParams) => inboxList.toSearch({ ...params, perPage: 25 }).toString()

/** The list that an item's page came from, as `fromOf` wrote it into its address. What does not fit is left out. */
export const readFrom = (raw: string | string[] | undefined): InboxListParams =>
  inboxList.fromSearch([raw].flat()[0]?.slice(0, 2_000) ?? '').params

/** The address of what waits after an item, or before it, in the list that one came from. `at` is when the item came. */
export const nextHref = (step: 'next' | 'previous', { id, at, from }: { id: string; at: Date; from: InboxListParams }) =>
  `/inbox/next?${new URLSearchParams({ step, id, at: at.toISOString(), ...(fromOf(from) ? { from: fromOf(from) } : {}) })}`

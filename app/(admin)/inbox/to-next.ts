import { refresh } from 'next/cache'

/** The hidden field of a decision's form that says where to go on: what follows the "?" of `/inbox/next`. */
export const NEXT_FIELD = '$next'

/** For `afterwards` of a decision: the number beside the inbox is drawn anew on the page that it leads to. */
export const recount = () => Promise.resolve(refresh())

/** Where a decision leads: to the next item that waits, with the sentence about what was done. Never outside the inbox. */
export const toNext = (form: FormData, notice: string) => {
  const place = form.get(NEXT_FIELD)
  const search = new URLSearchParams(typeof place === 'string' ? place.slice(0, 3_000) : '')
  search.set('notice', notice)
  return `/inbox/next?${search}`
}

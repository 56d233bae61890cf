import { redirect } from 'next/navigation'
import { itemHref } from '../../../../components/inbox/inbox-words.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { inboxPlace, inboxList, type InboxListParams } from '../../../../lib/inbox/list.ts'
import { listInbox } from '../../../../lib/inbox/queries.ts'
import { fromOf, inboxHref, readFrom } from '../_components/inbox-href.ts'
import { insistOn } from '../insist-on.ts'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
type Place = { after?: string; before?: string }

/** What waits in the list that one came from: its filters, but by when it came, the only order in which an item alone has a place. */
const waitingIn = (from: InboxListParams, place: Place): InboxListParams =>
  inboxList.strict.parse({
    ...from,
    state: 'waiting',
    decidedBy: 'anyone',
    sort: 'asked',
    direction: from.sort === 'asked' ? from.direction : 'asc',
    perPage: 25,
    after: undefined,
    before: undefined,
    last: false,
    ...place,
  })

/** The nearest item to the place. The place is known to the millisecond only, so the item that one comes from can be among those after it. */
async function find(actor: Actor, from: InboxListParams, place: Place, own: string) {
  const { items } = await listInbox(actor, waitingIn(from, place))
  const others = items.filter(({ id }) => id !== own)
  return place.before ? others.at(-1) : others[0]
}

const one = (value: string | string[] | undefined) => [value].flat()[0] ?? ''

/** Leads on to the item that waits after the one that the address names, or before it; after a decision also back to the first. */
export default adminPage(async (actor, { searchParams }: Props) => {
  insistOn(actor, 'enrollment:read')
  const raw = await searchParams
  const from = readFrom(raw.from)
  const own = one(raw.id)
  const place = inboxPlace(own, one(raw.at))
  if (place === null) throw new AppError('INVALID', 'This address does not say where to go on. Open the inbox again.')
  const notice = one(raw.notice).slice(0, 50)
  const found =
    one(raw.step) === 'previous'
      ? await find(actor, from, { before: place }, own)
      : ((await find(actor, from, { after: place }, own)) ?? (notice ? await find(actor, from, {}, own) : undefined))
  const target = found ? itemHref(found.kind, found.id, fromOf(from)) : inboxHref(from)
  const said = notice || (found ? '' : 'end')
  redirect(said ? `${target}${target.includes('?') ? '&' : '?'}${new URLSearchParams({ notice: said })}` : target)
})

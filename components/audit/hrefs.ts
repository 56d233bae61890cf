import type { SeenEntry } from '../../lib/audit/events.ts'
import type { Pages } from './entry.ts'

/** The audit log narrowed by these filters, as a link that lists nothing else. */
export const auditHref = (filters: Record<string, string>) => `/audit?${new URLSearchParams(filters)}`

const PAGES: Record<Pages[number], (id: string | null) => string | null> = {
  mail: (id) => id && `/outbox/${id}`,
  'bulk-run': (id) => id && `/bulk-runs/${id}`,
  setting: () => '/settings',
  job: () => '/jobs',
  role: (id) => id && `/roles/${id}`,
  group: (id) => id && `/groups/${id}`,
  banner: (id) => id && `/banners/${id}`,
  'custom-field': (id) => id && `/custom-fields/${id}`,
  'certificate-authority': () => '/certificates/authority',
  enrollment: (id) => id && `/inbox/enrollments/${id}`,
  'access-request': (id) => id && `/inbox/access-requests/${id}`,
  'enrollment-pool': (id) => id && `/enrollment-pools/${id}`,
  invitation: () => '/invitations',
  'seen-token': (id) => id && `/seen-tokens/${id}`,
}

/** The page of an entry's target, or null when it has none, is gone, or is not for this viewer. */
export function targetHref({ targetType, targetId, targetNow }: SeenEntry, pages: Pages): string | null {
  if (targetType === 'user') return targetId !== null && targetNow !== null ? `/users/${targetId}` : null
  const page = pages.find((each) => each === targetType)
  return page ? PAGES[page](targetId) : null
}

/** The page of the user who acted, under the same conditions. */
export const actorHref = ({ actorId, actorNow }: SeenEntry) => (actorId !== null && actorNow !== null ? `/users/${actorId}` : null)

/** Lists that an entry leads on to: what else its actor did, what else happened to its target, and what belongs together with it. */
export function relatedLists(entry: SeenEntry, names: { actor: string; target: string }): { label: string; href: string }[] {
  const { actorKind, actorId, targetType, targetId, event, correlationId, requestId } = entry
  const together = correlationId === requestId ? 'Everything in this request' : 'Everything in this bulk run'
  return [
    ...(correlationId ? [{ label: together, href: auditHref({ correlation: correlationId }) }] : []),
    ...(actorId && actorKind === 'user' ? [{ label: `Everything by ${names.actor}`, href: auditHref({ actor: actorId }) }] : []),
    ...(targetId && !(targetType === 'user' && targetId === actorId)
      ? [{ label: `Everything about ${names.target}`, href: auditHref({ target: `${targetType}:${targetId}` }) }]
      : []),
    { label: 'Every event of this kind', href: auditHref({ event }) },
  ]
}

/** The address of one event for good. */
export const eventHref = (id: string) => `/audit/${id}`

/** `address` (a path with its query) with this event opened in the list, or with none. */
export function openedHref(address: string, id: string | null): string {
  const [path = '', query] = address.split('?')
  const search = new URLSearchParams(query)
  search.delete('open')
  if (id !== null) search.set('open', id)
  return `${path}${search.size ? `?${search}` : ''}${id === null ? '' : `#e-${id}`}`
}

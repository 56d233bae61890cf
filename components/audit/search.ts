const FIELDS = ['actor', 'target', 'event', 'from', 'to', 'outcome', 'ip', 'correlation', 'direction', 'perPage'] as const
type Field = (typeof FIELDS)[number]

/** What the address or the form asks for, before anything is looked up: trimmed texts, no blanks. */
export type Asked = { [K in Field]?: string }

const first = (value: unknown) => {
  const one: unknown = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' ? one.trim() : ''
}

/**
 * The filters that an address or a form names. The form has two fields for events, a select and one to type into (`eventText`): what was
 * typed wins. Choices that mean "all" are left out.
 */
export function askedOf(raw: Record<string, unknown>): Asked {
  const asked: Asked = {}
  for (const field of FIELDS) {
    const text = (field === 'event' && first(raw.eventText)) || first(raw[field])
    if (text !== '' && !(field === 'outcome' && text === 'any') && !(field === 'direction' && text === 'desc')) asked[field] = text
  }
  return asked
}

/** The address of the log with these filters, on its first page. */
export const addressOf = (asked: Asked) => {
  const search = new URLSearchParams(asked)
  return search.size ? `/audit?${search}` : '/audit'
}

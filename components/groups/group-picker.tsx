'use client'
import type { ReactNode } from 'react'
import { SearchField } from '../form/search-field.tsx'
import { searchNote, useSearch } from '../ui/use-search.ts'

/** A group as `GET /groups/search` gives it; `above` names the groups that it is in, from the top, as far as the viewer may see them. */
export type FoundGroup = { id: string; name: string; above: string }

function useGroupOffer(q: string) {
  const search = useSearch<FoundGroup>('/groups/search', 'groups', q)
  return {
    choices: search.found.map(({ id, name, above }) => ({ value: id, label: name, detail: above || undefined })),
    note: searchNote(q, search, 'Type a part of the name.'),
  }
}

type Props = {
  name: string
  label: string
  hint?: ReactNode
  /** Overrides the mark "(optional)", which follows the schema otherwise. */
  optional?: boolean | undefined
  placeholder?: string | undefined
  /** The group that is chosen at first. */
  defaultGroup?: { id: string; name: string } | null | undefined
}

/**
 * A field of an `ActionForm` for one group, found by its name among those that the viewer may see; sends its id. Without client JavaScript
 * it is a text field for the exact name or the id, so its action reads the form with `namedFields` of `lib/http/named-fields.ts`.
 */
export const GroupPicker = ({ defaultGroup, ...field }: Props) => (
  <SearchField
    {...field}
    chosen={defaultGroup && { value: defaultGroup.id, text: defaultGroup.name }}
    useOffer={useGroupOffer}
    unchosen="Choose one of the groups that the search finds."
  />
)

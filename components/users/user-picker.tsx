'use client'
import type { ReactNode } from 'react'
import { SearchField } from '../form/search-field.tsx'
import { searchNote, useSearch } from '../ui/use-search.ts'
import type { FoundUser } from '../layout/use-user-search.ts'

function useUserOffer(q: string) {
  const search = useSearch<FoundUser>('/users/search', 'users', q)
  return {
    choices: search.found.map(({ id, name, username, email }) => ({ value: id, label: name || username, detail: email, seed: id })),
    note: searchNote(q, search, 'Type a name, username or e-mail address.'),
  }
}

type Props = {
  name: string
  label: string
  hint?: ReactNode
  /** Overrides the mark "(optional)", which follows the schema otherwise. */
  optional?: boolean | undefined
  placeholder?: string | undefined
  /** The user who is chosen at first. */
  defaultUser?: { id: string; label: string } | null | undefined
}

/**
 * A field of an `ActionForm` for one user, found among those whom the viewer may see; sends the id. Without client JavaScript it is a text
 * field for the username, the e-mail address or the id, so its action reads the form with `namedFields` of `lib/http/named-fields.ts`.
 */
export const UserPicker = ({ defaultUser, ...field }: Props) => (
  <SearchField
    {...field}
    chosen={defaultUser && { value: defaultUser.id, text: defaultUser.label }}
    useOffer={useUserOffer}
    unchosen="Choose one of the users that the search finds."
  />
)

'use client'
import Form from 'next/form'
import { useId } from 'react'
import type { FoundUser } from '../../../../components/layout/use-user-search.ts'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Combobox } from '../../../../components/ui/combobox.tsx'
import { Field, fieldControlProps } from '../../../../components/ui/field.tsx'
import { searchNote, useSearch } from '../../../../components/ui/use-search.ts'

function useUserOffer(q: string) {
  const search = useSearch<FoundUser>('/users/search', 'users', q)
  return {
    choices: search.found.map(({ id, name, username, email }) => ({ value: id, label: name || username, detail: email, seed: id })),
    note: searchNote(q, search, 'Type a name, username or e-mail address.'),
  }
}

/**
 * The first step to a membership: for whom. A GET form, so that the second step has an address. Without client JavaScript it takes a
 * username, an e-mail address or an id. `asked` is what was not found before, with the sentence that says so.
 */
export function ChooseUser({ asked, error }: { asked: string; error: string | null }) {
  const id = useId()
  const hint = 'By name, username or e-mail address.'
  const errors = error === null ? undefined : [error]
  return (
    <Form action="/memberships/new" className="grid max-w-160 gap-4">
      <Field id={id} label="User" hint={hint} errors={errors}>
        <Combobox
          control={{ ...fieldControlProps({ id, hint, errors }), id, name: 'user' }}
          label="User"
          start={{ value: null, text: asked }}
          useOffer={useUserOffer}
        />
      </Field>
      <div className="flex flex-wrap gap-2 pt-1">
        <Button type="submit" variant="primary">
          Continue
        </Button>
        <ButtonLink href="/memberships">Cancel</ButtonLink>
      </div>
    </Form>
  )
}

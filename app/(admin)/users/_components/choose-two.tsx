'use client'
import Form from 'next/form'
import { useId } from 'react'
import type { FoundUser } from '../../../../components/layout/use-user-search.ts'
import { Button } from '../../../../components/ui/button.tsx'
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

type Side = { text: string; user: { id: string; name: string } | null; error: string | null }

function Person({ name, label, side: { text, user, error } }: { name: string; label: string; side: Side }) {
  const id = useId()
  const errors = error === null ? undefined : [error]
  return (
    <Field id={id} label={label} errors={errors}>
      <Combobox
        control={{ ...fieldControlProps({ id, errors }), id, name }}
        label={label}
        // The username, as a browser without scripts sends what the field shows.
        start={{ value: user?.id ?? null, text }}
        useOffer={useUserOffer}
      />
    </Field>
  )
}

/** Whom to compare, as a GET form. Without client JavaScript each field takes a username, an e-mail address or an id. */
export function ChooseTwo({ a, b }: { a: Side; b: Side }) {
  return (
    <Form action="/users/compare" className="grid items-start gap-4 sm:grid-cols-[1fr_1fr_auto]">
      <Person key={`a ${a.user?.id}`} name="a" label="One user" side={a} />
      <Person key={`b ${b.user?.id}`} name="b" label="Another user" side={b} />
      <Button type="submit" variant="primary" className="sm:mt-6">
        Compare
      </Button>
    </Form>
  )
}

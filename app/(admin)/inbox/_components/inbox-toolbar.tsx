'use client'
import { Search } from 'lucide-react'
import Form from 'next/form'
import { KIND_WORDS } from '../../../../components/inbox/inbox-words.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Combobox } from '../../../../components/ui/combobox.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { searchNote, useSearch } from '../../../../components/ui/use-search.ts'
import { inboxList, type InboxListParams } from '../../../../lib/inbox/list.ts'
import { INBOX_KINDS } from '../../../../lib/inbox/schema.ts'

type Named = { id: string; name: string }

const KINDS = [{ value: 'any', label: 'Every kind' }, ...INBOX_KINDS.map((value) => ({ value, label: `${KIND_WORDS[value]}s` }))]
const CHECKS = [
  { value: 'any', label: 'Any e-mail' },
  { value: 'unconfirmed', label: 'E-mail not confirmed' },
]

function useGroupOffer(q: string) {
  const search = useSearch<{ id: string; name: string; above: string }>('/groups/search', 'groups', q)
  return {
    choices: search.found.map(({ id, name, above }) => ({ value: id, label: name, detail: above || undefined })),
    note: searchNote(q, search, 'Type a part of the name.'),
  }
}

/** What the address says beside the fields of the form, so that a search keeps stretch, order and page size. */
const kept = ({ state, decidedBy, sort, direction, perPage }: InboxListParams) => [
  ...inboxList.toSearch({ state, decidedBy, sort, direction, perPage } as InboxListParams),
]

/**
 * Search and filters as one GET form: the address holds the state. `pools` are those that can be chosen; `group` is the one in force, null for
 * who may not look up groups.
 */
export function InboxToolbar({
  params,
  pools,
  group,
}: {
  params: InboxListParams
  pools: readonly Named[]
  group: { value: string | null; text: string } | null
}) {
  const { q, kind, pool, check } = params
  return (
    <Form
      key={JSON.stringify([params, group])}
      action="/inbox"
      role="search"
      aria-label="Inbox"
      className="flex min-w-0 flex-wrap items-start gap-2"
    >
      <div className="relative min-w-44 flex-[1_1_11rem] max-sm:basis-full sm:max-w-80">
        <Search aria-hidden className="pointer-events-none absolute start-3 top-2.5 size-4 text-ink-faint" />
        <Input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          aria-label="Search the inbox"
          placeholder="Name, username, e-mail"
          className="ps-9"
        />
      </div>
      <Select name="kind" defaultValue={kind} aria-label="Kind" className="w-auto! max-sm:flex-[1_1_40%]" options={KINDS} />
      <Select name="check" defaultValue={check} aria-label="E-mail" className="w-40! max-sm:flex-[1_1_40%]" options={CHECKS} />
      {pools.length > 0 && (
        <Select
          name="pool"
          defaultValue={pool ?? ''}
          aria-label="Pool"
          className="w-auto! max-w-40 max-sm:flex-[1_1_40%]"
          options={[{ value: '', label: 'Every pool' }, ...pools.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      )}
      {group && (
        <div className="w-40 max-sm:flex-[1_1_40%]">
          <label htmlFor="inbox-group" className="sr-only">
            Group, with its sub-groups
          </label>
          <Combobox
            control={{ id: 'inbox-group', name: 'group' }}
            label="Groups"
            placeholder="Every group"
            start={group}
            useOffer={useGroupOffer}
          />
        </div>
      )}
      {kept(params).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit">Search</Button>
    </Form>
  )
}

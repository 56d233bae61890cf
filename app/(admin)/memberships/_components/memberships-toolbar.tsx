import { Search } from 'lucide-react'
import Form from 'next/form'
import type { ReactNode } from 'react'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { membershipsList, type MembershipsListParams } from '../../../../lib/memberships/list.ts'
import { TYPES, TYPE_WORDS } from '../../../../lib/memberships/rules-words.ts'
import { membershipsHref } from './memberships-href.ts'

const TYPE_OPTIONS = [{ value: 'any', label: 'Every type' }, ...TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))]
const VOTING_OPTIONS = [
  { value: 'any', label: 'Voting or not' },
  { value: 'yes', label: 'Voting' },
  { value: 'no', label: 'Not voting' },
]
const DUE_OPTIONS = [
  { value: 'any', label: 'Affirmed or not' },
  { value: 'yes', label: 'Has to affirm' },
  { value: 'no', label: 'Nothing to affirm' },
]

/** What the address says beside the fields of the form, so that a search keeps order and page size. */
const kept = ({ sort, direction, perPage }: MembershipsListParams) => [
  ...membershipsList.toSearch({ sort, direction, perPage } as MembershipsListParams),
]

/** Search and filters as one GET form: the address holds the state. `children` stand at its end. */
export function MembershipsToolbar({ params, children }: { params: MembershipsListParams; children: ReactNode }) {
  const { q, type, country, voting, due, sort, direction } = params
  return (
    <div className="flex flex-wrap gap-2">
      <Form
        key={JSON.stringify([q, type, country, voting, due])}
        action="/memberships"
        role="search"
        aria-label="Memberships"
        className="flex min-w-[min(100%,25rem)] flex-1 flex-wrap gap-2"
      >
        <div className="relative min-w-48 flex-[1_1_14rem] max-sm:basis-full sm:max-w-80">
          <Search aria-hidden className="pointer-events-none absolute start-3 top-2.5 size-4 text-ink-faint" />
          <Input
            type="search"
            name="q"
            defaultValue={q}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            aria-label="Search memberships"
            placeholder="Name, username, e-mail, city"
            className="ps-9"
          />
        </div>
        <Select name="type" defaultValue={type} aria-label="Type" className="w-auto! max-sm:flex-[1_1_40%]" options={TYPE_OPTIONS} />
        <Input
          name="country"
          defaultValue={country}
          maxLength={100}
          autoComplete="off"
          aria-label="Country"
          placeholder="Every country"
          className="w-36! max-sm:flex-[1_1_40%]"
        />
        <Select
          name="voting"
          defaultValue={voting}
          aria-label="Voting"
          className="w-auto! max-sm:flex-[1_1_40%]"
          options={VOTING_OPTIONS}
        />
        <Select name="due" defaultValue={due} aria-label="Affirmation" className="w-auto! max-sm:flex-[1_1_40%]" options={DUE_OPTIONS} />
        {kept(params).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Button type="submit">Search</Button>
        {membershipsList.isNarrowed(params) && (
          <ButtonLink variant="ghost" href={membershipsHref(membershipsList.strict.parse({ sort, direction }), {})}>
            Clear
          </ButtonLink>
        )}
      </Form>
      {children}
    </div>
  )
}

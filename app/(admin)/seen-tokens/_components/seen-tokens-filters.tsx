import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { SEEN_TOKEN_STATES, type SeenTokensListParams } from '../../../../lib/seen-tokens/schema.ts'

const WORDS: Record<SeenTokensListParams['state'], string> = { any: 'All marks', kept: 'Still needed', deletable: 'May be deleted' }

/** Search by who used a token or its fingerprint, and the state, as one GET form: the address holds the state. */
export const SeenTokensFilters = ({ params: { q, state } }: { params: SeenTokensListParams }) => (
  <Form key={`${q} ${state}`} action="/seen-tokens" role="search" aria-label="Used tokens" className="flex flex-wrap gap-2">
    <Input
      type="search"
      name="q"
      defaultValue={q}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      aria-label="Search used tokens"
      placeholder="Who used it, or its fingerprint"
      className="min-w-48 flex-1 sm:max-w-100"
    />
    <Select
      name="state"
      defaultValue={state}
      aria-label="State"
      className="w-auto!"
      options={SEEN_TOKEN_STATES.map((value) => ({ value, label: WORDS[value] }))}
    />
    <Button type="submit">Search</Button>
  </Form>
)

import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { BANNER_FILTERS, type BannersListParams } from '../../../../lib/banners/list.ts'

const WORDS: Record<BannersListParams['state'], string> = {
  any: 'Every state',
  showing: 'Showing',
  scheduled: 'Scheduled',
  over: 'Over',
  off: 'Disabled',
}

/** Search and the state filter, as one GET form: the address holds the state. */
export function BannersFilters({ params }: { params: BannersListParams }) {
  return (
    <Form key={`${params.q} ${params.state}`} action="/banners" role="search" aria-label="Banners" className="flex flex-wrap gap-2">
      <Input
        type="search"
        name="q"
        defaultValue={params.q}
        maxLength={200}
        autoComplete="off"
        aria-label="Search in title and message"
        placeholder="Title or message"
        className="min-w-48 flex-1 sm:max-w-100"
      />
      <Select
        name="state"
        defaultValue={params.state}
        aria-label="State"
        className="w-auto!"
        options={BANNER_FILTERS.map((value) => ({ value, label: WORDS[value] }))}
      />
      <Button type="submit">Search</Button>
    </Form>
  )
}

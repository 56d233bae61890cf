import Form from 'next/form'
import { POOL_KIND_WORDS, POOL_STATE_MARKS } from '../../../../components/enrollment-pools/pool-words.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select, type Option } from '../../../../components/ui/input.tsx'
import { POOL_STATES, type PoolsListParams } from '../../../../lib/enrollment-pools/list.ts'
import { POOL_KINDS } from '../../../../lib/enrollment-pools/schema.ts'

const KIND: Option[] = [
  { value: 'any', label: 'Every kind of link' },
  ...POOL_KINDS.map((value) => ({ value, label: POOL_KIND_WORDS[value] })),
]
const STATE: Option[] = [
  { value: 'current', label: 'Every state' },
  ...POOL_STATES.map((value) => ({ value, label: POOL_STATE_MARKS[value].label })),
  { value: 'any', label: 'Every state, deleted too' },
]

const Filter = ({ name, label, value, options }: { name: string; label: string; value: string; options: Option[] }) => (
  <Select name={name} defaultValue={value} aria-label={label} className="w-auto! max-sm:flex-[1_1_40%]" options={options} />
)

/** Search and filters of the pools as one GET form: the address holds the state. `me` is the viewer, for their own pools. */
export function PoolsToolbar({ params, me, owner }: { params: PoolsListParams; me: string | null; owner: string | undefined }) {
  const { q, kind, state, group, sort, direction } = params
  const owners: Option[] = [
    { value: '', label: 'Every owner' },
    ...(me ? [{ value: me, label: 'My pools' }] : []),
    ...(params.owner && params.owner !== 'gone' && params.owner !== me ? [{ value: params.owner, label: owner ?? 'Somebody else' }] : []),
    { value: 'gone', label: 'Owners who left' },
  ]
  return (
    <Form
      key={JSON.stringify([q, kind, state, params.owner, group])}
      action="/enrollment-pools"
      role="search"
      aria-label="Enrollment pools"
      className="flex flex-wrap gap-2"
    >
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search pools"
        placeholder="Name or owner"
        className="min-w-48 flex-1 max-sm:basis-full sm:max-w-100"
      />
      <Filter name="state" label="State" value={state} options={STATE} />
      <Filter name="kind" label="Kind of link" value={kind} options={KIND} />
      <Filter name="owner" label="Owner" value={params.owner ?? ''} options={owners} />
      {group && <input type="hidden" name="group" value={group} />}
      <input type="hidden" name="sort" value={sort} />
      <input type="hidden" name="direction" value={direction} />
      <Button type="submit">Search</Button>
    </Form>
  )
}

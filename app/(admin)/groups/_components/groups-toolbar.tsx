import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select, type Option } from '../../../../components/ui/input.tsx'
import { URL_TYPE_WORDS } from '../../../../components/groups/group-words.ts'
import type { GroupsListParams } from '../../../../lib/groups/list.ts'
import { URL_TYPES } from '../../../../lib/groups/schema.ts'

const APPROVED: Option[] = [
  { value: 'any', label: 'Approved or not' },
  { value: 'yes', label: 'Approved' },
  { value: 'no', label: 'Not approved' },
]
const TRUSTED: Option[] = [
  { value: 'any', label: 'Trusted or not' },
  { value: 'yes', label: 'Trusted' },
  { value: 'no', label: 'Not trusted' },
]
const PARENT: Option[] = [
  { value: 'any', label: 'Every level' },
  { value: 'top', label: 'Top level' },
  { value: 'sub', label: 'Sub-groups' },
]
const TYPE: Option[] = [
  { value: 'any', label: 'Every kind of address' },
  ...URL_TYPES.map((value) => ({ value, label: URL_TYPE_WORDS[value] })),
]

const Filter = ({ name, label, value, options }: { name: string; label: string; value: string; options: Option[] }) => (
  <Select name={name} defaultValue={value} aria-label={label} className="w-auto! max-sm:flex-[1_1_40%]" options={options} />
)

/** Search and filters of the groups list as one GET form: the address holds the state. */
export function GroupsToolbar({ params }: { params: GroupsListParams }) {
  const { q, approved, trusted, urlType, parent, owner, sort, direction } = params
  return (
    <Form
      key={JSON.stringify([q, approved, trusted, urlType, parent])}
      action="/groups"
      role="search"
      aria-label="Groups"
      className="flex flex-wrap gap-2"
    >
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search groups"
        placeholder="Name, location, description"
        className="min-w-48 flex-1 max-sm:basis-full sm:max-w-100"
      />
      <Filter name="approved" label="Approval" value={approved} options={APPROVED} />
      <Filter name="trusted" label="Trust" value={trusted} options={TRUSTED} />
      <Filter name="urlType" label="Kind of address" value={urlType} options={TYPE} />
      <Filter name="parent" label="Level" value={parent} options={PARENT} />
      {owner && <input type="hidden" name="owner" value={owner} />}
      <input type="hidden" name="sort" value={sort} />
      <input type="hidden" name="direction" value={direction} />
      <Button type="submit">Search</Button>
    </Form>
  )
}

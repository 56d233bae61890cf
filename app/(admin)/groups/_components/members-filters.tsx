import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select, type Option } from '../../../../components/ui/input.tsx'
import type { GroupMembersListParams } from '../../../../lib/groups/list.ts'

const ROLES: Option[] = [
  { value: 'any', label: 'Members and managers' },
  { value: 'member', label: 'Members only' },
  { value: 'manager', label: 'Managers only' },
]
const STATES: Option[] = [
  { value: 'current', label: 'Current' },
  { value: 'ended', label: 'Ended' },
  { value: 'any', label: 'Current and ended' },
]
const FROM: Option[] = [
  { value: 'direct', label: 'Of this group' },
  { value: 'all', label: 'With sub-groups' },
]

/** Search and filters of a group's members as one GET form: the address holds the state. */
export function MembersFilters({ groupId, params }: { groupId: string; params: GroupMembersListParams }) {
  const { q, role, state, from } = params
  return (
    <Form
      key={JSON.stringify([q, role, state, from])}
      action={`/groups/${groupId}/members`}
      role="search"
      aria-label="Members"
      className="flex min-w-0 flex-1 flex-wrap gap-2 max-sm:basis-full"
    >
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search members"
        placeholder="Name, username, e-mail"
        className="min-w-48 flex-1 max-sm:basis-full sm:max-w-80"
      />
      <Select name="role" defaultValue={role} aria-label="Role in the group" className="w-auto! max-sm:flex-[1_1_40%]" options={ROLES} />
      <Select name="state" defaultValue={state} aria-label="When" className="w-auto! max-sm:flex-[1_1_40%]" options={STATES} />
      <Select name="from" defaultValue={from} aria-label="Whose members" className="w-auto! max-sm:flex-[1_1_40%]" options={FROM} />
      <Button type="submit">Search</Button>
    </Form>
  )
}

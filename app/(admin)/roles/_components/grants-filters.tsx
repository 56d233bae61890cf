import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { GRANT_HOLDERS, GRANT_STATES, type GrantsOfRoleListParams } from '../../../../lib/roles/list.ts'

const STATES: Record<GrantsOfRoleListParams['state'], string> = { any: 'Current and ended', current: 'Current', ended: 'Ended' }
const HOLDERS: Record<GrantsOfRoleListParams['holder'], string> = { any: 'Users and groups', user: 'Users', group: 'Groups' }

/** Which grants are listed, as one GET form: the address holds the state. */
export function GrantsFilters({ params: { q, state, holder }, at }: { params: GrantsOfRoleListParams; at: string }) {
  return (
    <Form key={`${q} ${state} ${holder}`} action={at} role="search" aria-label="Grants" className="flex flex-wrap gap-2">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        aria-label="Search users and groups"
        placeholder="Search users and groups"
        className="max-w-70 flex-[1_1_12rem]"
      />
      <Select
        name="holder"
        defaultValue={holder}
        aria-label="Given to"
        className="w-auto!"
        options={GRANT_HOLDERS.map((value) => ({ value, label: HOLDERS[value] }))}
      />
      <Select
        name="state"
        defaultValue={state}
        aria-label="State"
        className="w-auto!"
        options={GRANT_STATES.map((value) => ({ value, label: STATES[value] }))}
      />
      <Button type="submit">Search</Button>
    </Form>
  )
}

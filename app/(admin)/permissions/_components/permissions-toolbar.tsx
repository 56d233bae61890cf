import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { PERMISSION_KINDS, type PermissionsListParams } from '../../../../lib/permissions/list.ts'

const KINDS: Record<PermissionsListParams['kind'], string> = {
  any: 'All permissions',
  'built-in': 'Of Gatehouse',
  own: 'Of your own applications',
}

/** Search and filter of the permissions as one GET form: the address holds the state. */
export function PermissionsToolbar({ params: { q, kind, direction, perPage } }: { params: PermissionsListParams }) {
  return (
    <Form key={`${q} ${kind}`} action="/permissions" role="search" aria-label="Permissions" className="flex flex-wrap gap-2">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search permissions"
        placeholder="Name or what it allows"
        className="min-w-48 flex-1 sm:max-w-80"
      />
      <Select
        name="kind"
        defaultValue={kind}
        aria-label="Kind"
        className="w-auto!"
        options={PERMISSION_KINDS.map((value) => ({ value, label: KINDS[value] }))}
      />
      <input type="hidden" name="direction" value={direction} />
      <input type="hidden" name="perPage" value={perPage} />
      <Button type="submit">Search</Button>
    </Form>
  )
}

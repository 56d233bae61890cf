'use client'
import type { ReactNode } from 'react'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Field } from '../../../../components/ui/field.tsx'
import { Input, Select, type Option } from '../../../../components/ui/input.tsx'
import { ACCESS_FILTERS, INVITATION_FILTERS, STATUS_FILTERS } from '../../../../lib/users/list.ts'
import { ACCESS_WORDS, INVITATION_WORDS, STATUS_WORDS } from './users-chips.ts'
import type { ListState } from './users-href.ts'

const yesNo: Option[] = [
  { value: 'any', label: 'Either' },
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]
const signIns: Option[] = [
  { value: 'any', label: 'Ever or never' },
  { value: 'ever', label: 'At least once' },
  { value: 'never', label: 'Never' },
]
const sorts: Option[] = [
  { value: 'created', label: 'Created' },
  { value: 'name', label: 'Name' },
  { value: 'username', label: 'Username' },
  { value: 'email', label: 'E-mail' },
  { value: 'lastSignIn', label: 'Last sign-in' },
]
const directions: Option[] = [
  { value: 'desc', label: 'Descending' },
  { value: 'asc', label: 'Ascending' },
]

function Choice({ name, label, value, options }: { name: string; label: string; value: string; options: readonly Option[] }) {
  return (
    <Field id={`filter-${name}`} label={label}>
      <Select id={`filter-${name}`} name={name} defaultValue={value} options={options} />
    </Field>
  )
}

function Day({ name, label, value }: { name: string; label: string; value: string | undefined }) {
  return (
    <Field id={`filter-${name}`} label={label}>
      <Input id={`filter-${name}`} type="date" name={name} defaultValue={value} />
    </Field>
  )
}

const Pair = ({ children }: { children: ReactNode }) => <div className="grid gap-4 sm:col-span-2 sm:grid-cols-2">{children}</div>

/** The fields of the filter panel, for inside the list's GET form. Days are UTC, both ends included. */
export function FilterFields({
  state: { params },
  roles,
  group,
  fieldFilters,
  clearHref,
}: {
  state: ListState
  roles: readonly { id: string; name: string }[] | null
  group: string | null
  /** The filters by extra fields; the server draws them. */
  fieldFilters: ReactNode
  clearHref: string
}) {
  const roleOptions = [{ value: '', label: 'Any' }, ...(roles ?? []).map(({ id, name }) => ({ value: id, label: name }))]
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Choice
        name="status"
        label="Status"
        value={params.status}
        options={STATUS_FILTERS.map((value) => ({ value, label: STATUS_WORDS[value] }))}
      />
      {roles && <Choice name="role" label="Role, direct or through a group" value={params.role ?? ''} options={roleOptions} />}
      {group !== null && (
        <Field id="filter-group" label="Group, with its sub-groups">
          <Input id="filter-group" name="group" defaultValue={group} maxLength={255} autoComplete="off" placeholder="Exact name or id" />
        </Field>
      )}
      <Choice name="privileged" label="Administrative rights" value={params.privileged} options={yesNo} />
      <Choice
        name="access"
        label="Access"
        value={params.access}
        options={ACCESS_FILTERS.map((value) => ({ value, label: ACCESS_WORDS[value] }))}
      />
      <Choice
        name="invitation"
        label="Set-password link"
        value={params.invitation}
        options={INVITATION_FILTERS.map((value) => ({ value, label: INVITATION_WORDS[value] }))}
      />
      <Choice name="emailVerified" label="E-mail verified" value={params.emailVerified} options={yesNo} />
      <Pair>
        <Day name="createdFrom" label="Created from" value={params.createdFrom} />
        <Day name="createdTo" label="Created until" value={params.createdTo} />
      </Pair>
      <Pair>
        <Day name="signInFrom" label="Last sign-in from" value={params.signInFrom} />
        <Day name="signInTo" label="Last sign-in until" value={params.signInTo} />
        <p className="-mt-3 text-sm text-ink-faint sm:col-span-2">Both days are included. Days begin at midnight UTC.</p>
      </Pair>
      <Choice name="signIn" label="Signed in" value={params.signIn} options={signIns} />
      {fieldFilters}
      <div className="grid grid-cols-2 gap-4">
        <Choice name="sort" label="Sort by" value={params.sort} options={sorts} />
        <Choice name="direction" label="Order" value={params.direction} options={directions} />
      </div>
      <div className="flex flex-wrap gap-2 sm:col-span-2">
        <Button type="submit" variant="primary">
          Apply filters
        </Button>
        <ButtonLink href={clearHref} variant="ghost">
          Clear all
        </ButtonLink>
      </div>
    </div>
  )
}

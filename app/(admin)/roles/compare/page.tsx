import type { Metadata } from 'next'
import Form from 'next/form'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { Field } from '../../../../components/ui/field.tsx'
import { Select } from '../../../../components/ui/input.tsx'
import { adminPage } from '../../../../lib/http/page.ts'
import { compareRoles, listRoles } from '../../../../lib/roles/queries.ts'
import { compareRolesInput } from '../../../../lib/roles/schema.ts'
import { CompareTable } from '../_components/compare-table.tsx'

export const metadata: Metadata = { title: 'Compare roles' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const one = (value: string | string[] | undefined) => [value].flat()[0] ?? ''

/** Which two, as a GET form: the address can be sent to others. */
function Choice({ a, b, roles }: { a: string; b: string; roles: readonly { id: string; name: string }[] }) {
  const options = [{ value: '', label: 'Choose a role' }, ...roles.map(({ id, name }) => ({ value: id, label: name }))]
  return (
    <Form key={`${a} ${b}`} action="/roles/compare" className="flex flex-wrap items-end gap-3">
      <Field id="compare-a" label="Role" className="min-w-40 flex-[0_1_16rem]">
        <Select id="compare-a" name="a" defaultValue={a} required options={options} />
      </Field>
      <Field id="compare-b" label="Compared with" className="min-w-40 flex-[0_1_16rem]">
        <Select id="compare-b" name="b" defaultValue={b} required options={options} />
      </Field>
      <Button type="submit" variant="primary">
        Compare
      </Button>
    </Form>
  )
}

export default adminPage(async (actor, { searchParams }: Props) => {
  const raw = await searchParams
  const [a, b] = [one(raw.a), one(raw.b)]
  const wanted = compareRolesInput.safeParse({ roleIds: [a, b] })
  const [roles, compared] = await Promise.all([listRoles(actor, {}), wanted.success ? compareRoles(actor, wanted.data) : null])
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Roles', href: '/roles' }]} />}
        title="Compare roles"
        description="What two roles allow, side by side, and what each permission comes with."
      />
      <Choice a={a} b={b} roles={roles} />
      {compared ? (
        <CompareTable
          {...compared}
          showsAll={one(raw.show) === 'all'}
          at={(show) => `/roles/compare?${new URLSearchParams({ a, b, ...show })}`}
        />
      ) : (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState title={a !== '' && a === b ? 'This is the same role twice' : 'Choose two roles'}>
            {a !== '' && a === b ? 'Choose another one to see where they differ.' : 'Then you see what both allow, and where they differ.'}
          </EmptyState>
        </div>
      )}
    </>
  )
})

import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Form from 'next/form'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Button, ButtonLink } from '../../../components/ui/button.tsx'
import { Input } from '../../../components/ui/input.tsx'
import { can } from '../../../lib/core/actor.ts'
import { plural } from '../../../lib/core/format.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { listRoles } from '../../../lib/roles/queries.ts'
import { RolesTable } from './_components/roles-table.tsx'

export const metadata: Metadata = { title: 'Roles' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
const SEARCHABLE_FROM = 12

/** Every word somewhere in name or description; there are at most some hundred roles, so they are all here. */
function fits({ name, description }: { name: string; description: string }, q: string): boolean {
  const hay = `${name} ${description}`.toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

function Search({ q }: { q: string }) {
  return (
    <Form key={q} action="/roles" role="search" aria-label="Roles" className="flex max-w-100 gap-2">
      <Input type="search" name="q" defaultValue={q} maxLength={200} aria-label="Search roles" placeholder="Search roles" />
      <Button type="submit">Search</Button>
    </Form>
  )
}

export default adminPage(async (actor, { searchParams }: Props) => {
  const [roles, { q: asked, notice }] = await Promise.all([listRoles(actor, {}), searchParams])
  const q = ([asked].flat()[0] ?? '').trim().slice(0, 200)
  const found = q === '' ? roles : roles.filter((role) => fits(role, q))
  return (
    <>
      <ArrivalNotice notice={notice} sentences={{ deleted: 'The role was deleted.' }} />
      <PageHeader
        title="Roles"
        description="What people may do is put together in roles, and roles are given to users and groups."
        actions={
          <>
            {roles.length > 1 && <ButtonLink href="/roles/compare">Compare roles</ButtonLink>}
            {can(actor, 'role:create') ? (
              <ButtonLink variant="primary" href="/roles/new" icon={<Plus aria-hidden />}>
                Create role
              </ButtonLink>
            ) : (
              <Button variant="primary" icon={<Plus aria-hidden />} disabledReason="You have no role that allows this: create roles.">
                Create role
              </Button>
            )}
          </>
        }
      />
      <div className="grid min-w-0 gap-3">
        {(roles.length >= SEARCHABLE_FROM || q !== '') && <Search q={q} />}
        <RolesTable roles={found} />
        {found.length > 0 && <p className="text-ink-soft tabular-nums">{plural(found.length, 'role')}</p>}
      </div>
    </>
  )
})

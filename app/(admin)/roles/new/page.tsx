import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { can } from '../../../../lib/core/actor.ts'
import { AppError, notFound } from '../../../../lib/core/errors.ts'
import { plural } from '../../../../lib/core/format.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { getRole } from '../../../../lib/roles/queries.ts'
import { TEMPLATE_ROLE_ID, notHeldBy } from '../../../../lib/roles/rules-acts.ts'
import { roleIdInput } from '../../../../lib/roles/schema.ts'
import { CreateRoleForm } from '../_components/create-role-form.tsx'

export const metadata: Metadata = { title: 'Create role' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

function cloneOf(given: string | string[] | undefined): string | null {
  if (given === undefined) return null
  const role = roleIdInput.safeParse({ roleId: [given].flat()[0] })
  if (!role.success) throw notFound('Role')
  return role.data.roleId
}

/** What the new role begins with: what the other one holds itself, or everything where that holds all. */
function beginning(role: { holdsAll: boolean; permissions: readonly string[]; permissionsOfAll: readonly { name: string }[] }) {
  return role.holdsAll ? role.permissionsOfAll.map(({ name }) => name) : role.permissions
}

const LeftOut = ({ count, name }: { count: number; name: string }) => (
  <Callout tone="warning" title={`${plural(count, 'permission')} of ${name} left out`}>
    You do not hold {count === 1 ? 'it' : 'them'} yourself, so no role of yours can allow {count === 1 ? 'it' : 'them'}.
  </Callout>
)

export default adminPage(async (actor, { searchParams }: Props) => {
  if (!can(actor, 'role:create'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you create roles. An administrator can give you one that does.')
  const source = cloneOf((await searchParams).clone)
  const role = await getRole(actor, { roleId: source ?? TEMPLATE_ROLE_ID })
  const locked = notHeldBy(actor, role.permissionsOfAll)
  const wanted = source === null ? [] : beginning(role)
  const chosen = wanted.filter((name) => !locked.includes(name))
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Roles', href: '/roles' }]} />}
        title={source === null ? 'Create role' : `Clone ${role.name}`}
        description={
          source === null
            ? 'Name it after the work it is for. Nobody has it until you give it.'
            : 'A new role that begins with the same permissions. Nobody has it until you give it.'
        }
      />
      {wanted.length > chosen.length && <LeftOut count={wanted.length - chosen.length} name={role.name} />}
      <CreateRoleForm
        offered={role.permissionsOfAll}
        locked={locked}
        chosen={chosen}
        cloneOf={source}
        name={source === null ? '' : `${role.name} (copy)`.slice(0, 80)}
        description={source === null ? '' : role.description}
      />
    </>
  )
})

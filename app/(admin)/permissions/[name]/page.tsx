import Link from 'next/link'
import type { ReactNode } from 'react'
import { HoldersList } from '../../../../components/access/holders-list.tsx'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { holdersList } from '../../../../lib/access/list.ts'
import { whoHas } from '../../../../lib/access/queries-holders.ts'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can } from '../../../../lib/core/actor.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import type { PermissionDetail } from '../../../../lib/permissions/queries.ts'
import { loadPermission, permissionOf, titled, type PermissionPageProps } from '../load-permission.ts'

export const generateMetadata = titled()

const NOTICES = { defined: 'Permission defined. Put it into a role to give it to people.', saved: 'Changes saved.' }
const link = 'rounded-sm text-accent underline underline-offset-2'

function Act({ label, href, why }: { label: string; href: string; why: { message: string } | null }) {
  return why === null ? (
    <ButtonLink href={href}>{label}</ButtonLink>
  ) : (
    <Button disabledReason={why.message.replace(/ Nothing was \w+\./, '')}>{label}</Button>
  )
}

const Items = ({ children }: { children: ReactNode[] }) => <ul className="grid gap-1">{children}</ul>

const permissionItems = (permissions: PermissionDetail['includes']) =>
  permissions.length === 0 ? (
    'Nothing else'
  ) : (
    <Items>
      {permissions.map(({ name, description }) => (
        <li key={name} className="wrap-anywhere">
          <Link href={`/permissions/${name}`} prefetch={false} className={link}>
            {description}
          </Link>{' '}
          <code className="text-sm text-ink-faint">{name}</code>
        </li>
      ))}
    </Items>
  )

const roleItems = ({ name, roles }: PermissionDetail) => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1">
    {roles.map((role) => (
      <li key={role.id} className="wrap-anywhere">
        <Link href={`/roles/${role.id}`} prefetch={false} className={link}>
          <bdi>{role.name}</bdi>
        </Link>
        {!role.via.includes(name) && <span className="text-ink-soft"> by {role.via.join(', ')}</span>}
      </li>
    ))}
  </ul>
)

function factsOf(permission: PermissionDetail) {
  return [
    { term: 'Allowed by the roles', value: permission.roles.length > 0 ? roleItems(permission) : 'None yet' },
    ...(permission.includes.length > 0 ? [{ term: 'Includes', value: permissionItems(permission.includes) }] : []),
    ...(permission.includedIn.length > 0 ? [{ term: 'Included in', value: permissionItems(permission.includedIn) }] : []),
    {
      term: 'Can be limited to a group',
      value: permission.everywhereOnly ? 'No: what it is about has no group' : 'Yes',
    },
  ]
}

export default adminPage(async (actor, { params, searchParams }: PermissionPageProps) => {
  const { user } = await currentShell()
  const [raw, name] = await Promise.all([searchParams, permissionOf(params)])
  const list = holdersList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const [permission, answer] = await Promise.all([loadPermission(actor, params), whoHas(actor, { ...list, permission: name })])
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Permissions', href: '/permissions' }]} />}
        title={permission.description}
        badges={
          <>
            {!permission.builtIn && (
              <Badge tone="info" icon={null}>
                Own
              </Badge>
            )}
            {permission.privileged && <Badge icon={null}>Administrative</Badge>}
          </>
        }
        description={<code className="wrap-anywhere">{permission.name}</code>}
        actions={
          !permission.builtIn && (
            <>
              <Act label="Edit permission" href={`/permissions/${name}/edit`} why={permission.whyNotUpdate} />
              <Act label="Delete permission" href={`/permissions/${name}/delete`} why={permission.whyNotDelete} />
            </>
          )
        }
      />
      <ArrivalNotice notice={raw.notice} sentences={NOTICES} />
      <Section title="Where it comes from">
        <DescriptionList items={factsOf(permission)} />
      </Section>
      <Section plain title="Who has it" description="Everyone who may do this now, and in which way they come by it.">
        <HoldersList
          answer={answer}
          params={list}
          at={`/permissions/${name}`}
          asked={{ permission: name }}
          mayExport={can(actor, 'role:export')}
          grant={{ label: 'Choose a role', href: '/roles' }}
          links={{ groups: can(actor, 'group:read') }}
          timeZone={user?.timeZone || undefined}
        />
      </Section>
    </>
  )
})

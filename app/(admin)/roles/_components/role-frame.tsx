import type { ReactNode } from 'react'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { Tabs } from '../../../../components/ui/tabs.tsx'
import type { RoleActs } from '../../../../lib/roles/rules-acts.ts'
import type { FramedRole } from './framed-role.ts'
import { RoleActions } from './role-actions.tsx'

function tabsOf(roleId: string, open: { activity: boolean }) {
  const at = `/roles/${roleId}`
  return [
    { label: 'Permissions', href: at },
    { label: 'Holders', href: `${at}/holders` },
    { label: 'Grants', href: `${at}/grants` },
    ...(open.activity ? [{ label: 'Activity', href: `${at}/activity` }] : []),
  ]
}

/** What every tab of a role has around it: the way back, what it is for, what can be done, and the tabs. */
export function RoleFrame({
  role: { id, name, description, builtIn, holdsAll, version },
  acts,
  tabs,
  children,
}: {
  role: FramedRole
  acts: RoleActs
  tabs: { activity: boolean }
  children: ReactNode
}) {
  return (
    <>
      <div className="grid min-w-0 gap-4">
        <PageHeader
          crumbs={<Breadcrumbs crumbs={[{ label: 'Roles', href: '/roles' }]} />}
          title={name}
          badges={builtIn && <Badge icon={null}>Built in</Badge>}
          description={description}
          actions={<RoleActions role={{ id, name, description, builtIn, holdsAll, version }} acts={acts} />}
        />
        <Tabs label={`About ${name}`} tabs={tabsOf(id, tabs)} />
      </div>
      {children}
    </>
  )
}

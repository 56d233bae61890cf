import type { ReactNode } from 'react'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Avatar } from '../../../../components/ui/avatar.tsx'
import { CopyButton } from '../../../../components/ui/copy-button.tsx'
import { Tabs } from '../../../../components/ui/tabs.tsx'
import { UserStatusBadges } from '../../../../components/users/user-status.tsx'
import type { UserDetail } from '../../../../lib/users/columns.ts'
import type { UserActs } from '../../../../lib/users/rules-acts.ts'
import { UsersCrumb } from './users-crumb.tsx'
import { UserActions } from './user-actions.tsx'

/** Which tabs the viewer may open; the others are not shown. */
export type OpenTabs = Record<'access' | 'groups' | 'membership' | 'certificates' | 'sessions' | 'activity', boolean>

function tabsOf(userId: string, open: OpenTabs) {
  const at = `/users/${userId}`
  return [
    { label: 'Overview', href: at },
    { label: 'Profile', href: `${at}/profile` },
    ...(open.access
      ? [
          { label: 'Access', href: `${at}/access` },
          { label: 'Permissions', href: `${at}/permissions` },
        ]
      : []),
    ...(open.groups ? [{ label: 'Groups', href: `${at}/groups` }] : []),
    ...(open.membership ? [{ label: 'Membership', href: `${at}/membership` }] : []),
    ...(open.certificates ? [{ label: 'Certificates', href: `${at}/certificates` }] : []),
    ...(open.sessions ? [{ label: 'Sessions', href: `${at}/sessions` }] : []),
    ...(open.activity ? [{ label: 'Activity', href: `${at}/activity` }] : []),
  ]
}

/** What every tab of a user has around it: the way back, who it is, what can be done, and the tabs. */
export function UserFrame({
  user,
  acts,
  tabs,
  mailConfigured,
  children,
}: {
  user: UserDetail
  acts: UserActs
  tabs: OpenTabs
  mailConfigured: boolean
  children: ReactNode
}) {
  const name = user.fullName || user.username
  return (
    <>
      <div className="grid min-w-0 gap-4">
        <PageHeader
          crumbs={<Breadcrumbs first={<UsersCrumb />} />}
          title={name}
          avatar={<Avatar name={name} seed={user.id} size="lg" />}
          badges={<UserStatusBadges user={user} />}
          description={
            <span className="flex flex-wrap items-center gap-x-2">
              {user.username}
              <code className="text-sm text-ink-faint max-md:hidden">{user.id}</code>
              <CopyButton compact value={user.id} label="Copy user ID" />
            </span>
          }
          actions={<UserActions user={{ ...actedOn(user), name }} acts={acts} mailConfigured={mailConfigured} />}
        />
        <Tabs label={`About ${name}`} tabs={tabsOf(user.id, tabs)} />
      </div>
      {children}
    </>
  )
}

const actedOn = ({ id, username, email, status, hasPassword, openSessions }: UserDetail) => ({
  id,
  username,
  email,
  status,
  hasPassword,
  openSessions,
})

import { UsersRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { GroupBadges } from '../../../../components/groups/group-badges.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { CopyButton } from '../../../../components/ui/copy-button.tsx'
import { Tabs } from '../../../../components/ui/tabs.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import type { GroupDetail } from '../../../../lib/groups/views.ts'
import { GroupActions } from './group-actions.tsx'

const counted = (label: string, count: number | null) => (count ? `${label} (${formatNumber(count)})` : label)

function tabsOf({ id, counts, whyNot }: GroupDetail) {
  const at = `/groups/${id}`
  return [
    { label: 'Overview', href: at },
    { label: counted('Members', counts.members), href: `${at}/members` },
    { label: counted('Sub-groups', counts.subGroups), href: `${at}/sub-groups` },
    ...(whyNot.readGrants === null ? [{ label: 'Roles granted', href: `${at}/access` }] : []),
    ...(whyNot.readRequests === null ? [{ label: counted('Requests', counts.pendingRequests), href: `${at}/requests` }] : []),
    ...(whyNot.readActivity === null ? [{ label: 'Activity', href: `${at}/activity` }] : []),
  ]
}

/** The way to a group: the list, then the groups above it that the viewer may see. */
export const groupCrumbs = (path: GroupDetail['path']) => [
  { label: 'Groups', href: '/groups' },
  ...path.map(({ id, name }) => ({ label: name, href: `/groups/${id}` })),
]

/** What every tab of a group has around it: the way back, which group it is, what can be done, and the tabs. */
export function GroupFrame({ group, children }: { group: GroupDetail; children: ReactNode }) {
  return (
    <>
      <div className="grid min-w-0 gap-4">
        <PageHeader
          crumbs={<Breadcrumbs crumbs={groupCrumbs(group.path)} />}
          title={group.name}
          avatar={
            <span aria-hidden className="grid size-12 shrink-0 place-items-center rounded-lg bg-sunken text-ink-soft">
              <UsersRound className="size-6" />
            </span>
          }
          badges={<GroupBadges {...group} />}
          description={
            <span className="flex flex-wrap items-center gap-x-2">
              {group.location}
              <code className="text-sm text-ink-faint max-md:hidden">{group.id}</code>
              <CopyButton compact value={group.id} label="Copy group ID" />
            </span>
          }
          actions={<GroupActions group={group} />}
        />
        <Tabs label={`About ${group.name}`} tabs={tabsOf(group)} />
      </div>
      {children}
    </>
  )
}

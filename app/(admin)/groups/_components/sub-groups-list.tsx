import Link from 'next/link'
import { GroupBadges } from '../../../../components/groups/group-badges.tsx'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import type { GroupNode } from '../../../../lib/groups/views.ts'

/** How many are in a group, as lists say it. */
export const membersWords = ({ members, membersMore }: Pick<GroupNode, 'members' | 'membersMore'>) =>
  membersMore ? `${formatNumber(members)}+ members` : plural(members, 'member')

/** The groups directly below one. */
export const SubGroupsList = ({ groups }: { groups: readonly GroupNode[] }) => (
  <ul aria-label="Sub-groups" className="grid">
    {groups.map((group) => (
      <li
        key={group.id}
        className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2 first:pt-0 last:border-0 last:pb-0"
      >
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          <Link
            href={`/groups/${group.id}`}
            prefetch={false}
            className="rounded-sm font-medium wrap-anywhere underline decoration-line-strong underline-offset-2 hover:text-accent"
          >
            {group.name}
          </Link>
          <GroupBadges {...group} />
        </span>
        <span className="text-ink-soft tabular-nums">
          {membersWords(group)}
          {group.subGroups > 0 && `, ${plural(group.subGroups, 'sub-group')}`}
        </span>
      </li>
    ))}
  </ul>
)

import { ChevronDown, ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { GroupBadges } from '../../../../components/groups/group-badges.tsx'
import type { GroupNode, TreeLevel } from '../../../../lib/groups/views.ts'
import { membersWords } from './sub-groups-list.tsx'

/** The address of the tree, open down to this group (null: only its top). */
export const treeHref = (open: string | null) => `/groups?view=tree${open ? `&open=${open}` : ''}`

/** The link that opens or closes a group with sub-groups. Closing leaves the tree open down to the group above. */
function Toggle({ group, above, isOpen }: { group: GroupNode; above: string | null; isOpen: boolean }) {
  if (group.subGroups === 0) return <span className="size-6 shrink-0" />
  const Icon = isOpen ? ChevronDown : ChevronRight
  return (
    <Link
      href={treeHref(isOpen ? above : group.id)}
      prefetch={false}
      scroll={false}
      aria-label={`${isOpen ? 'Hide' : 'Show'} the sub-groups of ${group.name}`}
      className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden className="size-4" />
    </Link>
  )
}

function Level({ levels, parentId, label }: { levels: readonly TreeLevel[]; parentId: string | null; label: string }) {
  const level = levels.find((each) => each.parentId === parentId)
  if (!level) return null
  return (
    <ul aria-label={label} className={parentId === null ? 'grid min-w-0' : 'ms-3 grid min-w-0 border-s border-line ps-2 sm:ms-4 sm:ps-4'}>
      {level.groups.map((group) => {
        const isOpen = levels.some((each) => each.parentId === group.id)
        return (
          <li key={group.id} className="min-w-0">
            <div className="flex min-h-9 items-center gap-1 rounded-md pe-2 hover:bg-hover">
              <Toggle group={group} above={parentId} isOpen={isOpen} />
              <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">
                <Link href={`/groups/${group.id}`} prefetch={false} className="rounded-sm font-medium wrap-anywhere hover:underline">
                  {group.name}
                </Link>
                <GroupBadges {...group} />
              </span>
              <span className="shrink-0 text-sm text-ink-soft tabular-nums">{membersWords(group)}</span>
            </div>
            {isOpen && <Level levels={levels} parentId={group.id} label={`In ${group.name}`} />}
          </li>
        )
      })}
      {level.more && (
        <li className="ps-7 text-sm text-ink-soft">
          There are more:{' '}
          <Link
            href={parentId === null ? '/groups?parent=top' : `/groups?under=${parentId}`}
            prefetch={false}
            className="rounded-sm text-accent underline underline-offset-2"
          >
            all of them as a list
          </Link>
        </li>
      )}
    </ul>
  )
}

/**
 * Groups with one branch open, as nested lists of links: each group leads to its page, the arrow before it opens and closes it. It is all
 * in the address, so it works by keyboard, with Back, and without client JavaScript.
 */
export const GroupTree = ({ levels }: { levels: readonly TreeLevel[] }) => (
  <div className="rounded-lg border border-line bg-surface p-2">
    <Level levels={levels} parentId={null} label="Groups" />
  </div>
)

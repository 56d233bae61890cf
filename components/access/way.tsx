import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Path, SeenGroup } from '../../lib/access/paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Time } from '../ui/time.tsx'

/** Which names are links: `groups` where the viewer may open their pages. */
export type WayLinks = { groups: boolean }

const link = 'rounded-sm text-accent underline underline-offset-2'

function Group({ group, links }: { group: SeenGroup | null | undefined; links: WayLinks }) {
  if (!group) return <span className="text-ink-soft italic">a group that you may not see</span>
  if (!links.groups) return <bdi>{group.name}</bdi>
  return (
    <Link href={`/groups/${group.id}`} prefetch={false} className={link}>
      <bdi>{group.name}</bdi>
    </Link>
  )
}

const RoleName = ({ role }: { role: Path['role'] }) =>
  role && (
    <Link href={`/roles/${role.id}`} prefetch={false} className={link}>
      <bdi>{role.name}</bdi>
    </Link>
  )

/** From the group that somebody is in up to the one that has the role: each lies inside the next. */
function Chain({ chain, links }: { chain: Path['chain']; links: WayLinks }): ReactNode {
  return chain.map((group, place) => (
    <span key={group?.id ?? place}>
      {place > 0 && <span className="text-ink-soft"> inside </span>}
      <Group group={group} links={links} />
    </span>
  ))
}

const KINDS: Record<Path['kind'], (props: { path: Path; links: WayLinks }) => ReactNode> = {
  direct: ({ path }) => (
    <>
      Has the role <RoleName role={path.role} />
    </>
  ),
  group: ({ path, links }) => (
    <>
      In <Chain chain={path.chain} links={links} />, which has the role <RoleName role={path.role} />
    </>
  ),
  manager: ({ path, links }) => (
    <>
      Manages <Group group={path.chain[0]} links={links} />
    </>
  ),
  owner: ({ path, links }) => (
    <>
      Owns <Group group={path.chain[0]} links={links} />
    </>
  ),
}

const isManaging = ({ kind }: Path) => kind === 'manager' || kind === 'owner'

/** What limits a way: the group within which it holds, and its end. */
export function WayLimits({ path, timeZone }: { path: Path; timeZone: string | undefined }) {
  const within = path.reach === 'everywhere' || isManaging(path) ? null : (path.reach?.name ?? 'a group that you may not see')
  return (
    <>
      {within !== null && <Badge icon={null}>Within {within}</Badge>}
      {path.validUntil && (
        <Badge tone="warning" icon={null}>
          Ends <Time value={path.validUntil} timeZone={timeZone} />
        </Badge>
      )}
    </>
  )
}

/**
 * One way in which somebody comes by a right, as a sentence with what limits it. Groups that the viewer may not see are not named. With
 * `permission` it also says when that is only included in what the role holds.
 */
export function Way({
  path,
  permission,
  links,
  timeZone,
}: {
  path: Path
  permission?: string | undefined
  links: WayLinks
  timeZone: string | undefined
}) {
  const Sentence = KINDS[path.kind]
  const included = permission !== undefined && path.via !== null && path.via !== permission
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="wrap-anywhere">
        <Sentence path={path} links={links} />
        {included && (
          <span className="text-ink-soft">
            , where it is included in <code className="text-sm">{path.via}</code>
          </span>
        )}
      </span>
      <WayLimits path={path} timeZone={timeZone} />
    </span>
  )
}

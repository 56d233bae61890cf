import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { Path } from '../../lib/access/paths.ts'
import type { EffectivePermission } from '../../lib/access/queries.ts'
import { plural } from '../../lib/core/format.ts'
import { DialogTrigger } from '../ui/dialog.tsx'
import { Time } from '../ui/time.tsx'
import { takeRoleId } from './grant-dialog-ids.ts'
import { Way, type WayLinks } from './way.tsx'

type Source = { label: string; href: string }

/** Where a way can be taken away: the pages that do it. What the viewer may not see is not among them. */
function sourcesOf({ kind, chain, role, hidden }: Path, userId: string): Source[] {
  if (hidden) return []
  const [own, holder] = [chain[0], chain.at(-1)]
  const edit = role ? [{ label: 'Edit role', href: `/roles/${role.id}` }] : []
  if (kind === 'direct') return edit
  if (!own || !holder) return []
  if (kind === 'owner') return [{ label: 'Change owner', href: `/groups/${own.id}/edit` }]
  const member = {
    label: kind === 'manager' ? 'Change role in group' : `Remove from ${own.name}`,
    href: `/groups/${own.id}/members/${userId}`,
  }
  return kind === 'manager' ? [member] : [member, { label: `Take role from ${holder.name}`, href: `/groups/${holder.id}/access` }, ...edit]
}

const link = 'rounded-sm text-accent underline underline-offset-2'

/** What can be done about a way at its source. Own roles are taken in place, by the dialog of that grant. */
function Sources({ path, userId, mayTake, links }: { path: Path; userId: string; mayTake: boolean; links: WayLinks }) {
  const sources = sourcesOf(path, userId).filter(({ href }) => links.groups || !href.startsWith('/groups/'))
  const takes = mayTake && path.kind === 'direct' && path.grantId !== null
  if (!takes && sources.length === 0) return null
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="text-ink-soft">Remove at the source:</span>
      {takes && (
        <DialogTrigger size="sm" dialogId={takeRoleId(path.grantId ?? '')} aria-label={`Take role ${path.role?.name}`}>
          Take role
        </DialogTrigger>
      )}
      {sources.map(({ label, href }) => (
        <Link key={href} href={href} prefetch={false} className={link}>
          {label}
        </Link>
      ))}
    </span>
  )
}

function Ways({
  permission: { permission, paths },
  userId,
  mayTake,
  links,
  timeZone,
}: {
  permission: EffectivePermission
} & Shown) {
  return (
    <ul className="grid gap-3 border-t border-line bg-sunken px-4 py-3 sm:ps-11">
      {paths.map((path, place) => (
        <li key={place} className="grid gap-1">
          <Way path={path} permission={permission} links={links} timeZone={timeZone} />
          {path.grantedAt && (
            <span className="text-sm text-ink-soft">
              Given by {path.grantedByLabel || 'the system'} <Time value={path.grantedAt} timeZone={timeZone} />
            </span>
          )}
          <Sources path={path} userId={userId} mayTake={mayTake} links={links} />
        </li>
      ))}
    </ul>
  )
}

/** Where a permission holds, over all its ways, in a few words. */
function whereWords(paths: readonly Path[]): string {
  if (paths.some(({ reach }) => reach === 'everywhere')) return 'Everywhere'
  const names = new Set(paths.map(({ reach }) => (reach === null || reach === 'everywhere' ? null : reach.name)))
  const [only] = names
  return names.size === 1 && only ? `Within ${only}` : `Within ${plural(names.size, 'group')}`
}

type Shown = {
  userId: string
  /** Whether the viewer may take this user's own roles; the page then has a dialog for each. */
  mayTake: boolean
  links: WayLinks
  timeZone: string | undefined
}

/** Every permission of a user; each opens to all the ways in which it came, with where to take it away. `open` shows them all at once. */
export function EffectivePermissions({
  permissions,
  open,
  ...shown
}: { permissions: readonly EffectivePermission[]; open: boolean } & Shown) {
  return (
    <ul className="overflow-hidden rounded-lg border border-line bg-surface">
      {permissions.map((each) => (
        <li key={each.permission} className="border-b border-line last:border-0">
          <details open={open} className="group/permission">
            <summary className="flex cursor-pointer list-none items-center gap-3 px-4 py-2 -outline-offset-2 hover:bg-sunken [&::-webkit-details-marker]:hidden">
              <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-faint group-open/permission:rotate-90" />
              <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4">
                <span className="min-w-0">
                  <span className="wrap-anywhere">{each.description}</span>{' '}
                  <code className="text-sm wrap-anywhere text-ink-faint">{each.permission}</code>
                </span>
                <span className="text-sm text-ink-soft tabular-nums">
                  {whereWords(each.paths)}, {plural(each.paths.length, 'way')}
                </span>
              </span>
            </summary>
            <Ways permission={each} {...shown} />
          </details>
        </li>
      ))}
    </ul>
  )
}

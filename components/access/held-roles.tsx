import Link from 'next/link'
import type { FormAction } from '../../lib/core/form-state.ts'
import type { HeldRole } from '../../lib/roles/held.ts'
import { Badge } from '../ui/badge.tsx'
import { DialogTrigger } from '../ui/dialog.tsx'
import { Time } from '../ui/time.tsx'
import { changeEndId, takeRoleId } from './grant-dialog-ids.ts'
import { ChangeEndDialog, TakeRoleDialog } from './grant-dialogs.tsx'
import type { Holder } from './holder.ts'

/** What may be done about roles, and by which actions. */
export type GrantActs = { mayAssign: boolean; changeGrant: FormAction; endGrant: FormAction }
/** Which names are links: `roles` and `groups` where the viewer may open their pages. */
type Links = { roles: boolean; groups: boolean }

const link = 'rounded-sm text-accent underline underline-offset-2'

function GroupName({ id, name, linked }: { id: string | null; name: string; linked: boolean }) {
  if (!linked || id === null) return <bdi>{name}</bdi>
  return (
    <Link href={`/groups/${id}`} prefetch={false} className={link}>
      <bdi>{name}</bdi>
    </Link>
  )
}

/** Through which group, by whom and when, and until when: one quiet sentence each. */
export function Circumstances({ held, links, timeZone }: { held: HeldRole; links: Links; timeZone: string | undefined }) {
  return (
    <p className="text-sm text-ink-soft">
      {held.viaGroup !== null && (
        <>
          Through the group <GroupName id={held.viaGroupId} name={held.viaGroup} linked={links.groups} />.{' '}
        </>
      )}
      Given by {held.grantedByLabel || 'the system'} <Time value={held.grantedAt} timeZone={timeZone} />,{' '}
      {held.validUntil ? (
        <>
          {held.ended ? 'ended' : 'ends'} <Time value={held.validUntil} timeZone={timeZone} />
        </>
      ) : (
        'without end'
      )}
      .
    </p>
  )
}

/** The name of a held role with where it holds and whence it comes. */
export function RoleTitle({ held, links }: { held: HeldRole; links: Links }) {
  return (
    <p className="flex flex-wrap items-center gap-2">
      {links.roles ? (
        <Link href={`/roles/${held.roleId}`} prefetch={false} className="rounded-sm font-medium hover:underline">
          {held.role}
        </Link>
      ) : (
        <span className="font-medium">{held.role}</span>
      )}
      {held.reach !== null && <Badge icon={null}>Within {held.reach}</Badge>}
      {held.viaGroup !== null && <Badge icon={null}>From a group</Badge>}
      {held.ended && <Badge>Ended</Badge>}
    </p>
  )
}

function Buttons({ holder, role, acts }: { holder: Holder; role: HeldRole; acts: GrantActs }) {
  return (
    <div className="flex gap-2">
      <DialogTrigger
        size="sm"
        dialogId={changeEndId(role.grantId)}
        aria-label={role.ended ? `Give ${role.role} again` : `Change end of ${role.role}`}
      >
        {role.ended ? 'Give again' : 'Change end'}
      </DialogTrigger>
      {!role.ended && (
        <DialogTrigger size="sm" dialogId={takeRoleId(role.grantId)} aria-label={`Take role ${role.role}`}>
          Take role
        </DialogTrigger>
      )}
      <ChangeEndDialog holder={holder} grant={role} action={acts.changeGrant} />
      {!role.ended && <TakeRoleDialog holder={holder} grant={role} action={acts.endGrant} />}
    </div>
  )
}

/**
 * The roles of a user, each with where it reaches, through which group it comes, who gave it and when, how long it holds, and what can be
 * done about it; ended ones say so.
 */
export function HeldRoles({
  holder,
  held,
  acts,
  links,
  timeZone,
}: {
  holder: Holder
  held: readonly HeldRole[]
  acts: GrantActs
  links: Links
  timeZone: string | undefined
}) {
  return (
    <ul className="grid">
      {held.map((role) => (
        <li
          key={`${role.grantId}-${role.memberGroupId}`}
          className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0"
        >
          <div className="grid min-w-0 gap-1">
            <RoleTitle held={role} links={links} />
            {role.description && <p className="text-ink-soft">{role.description}</p>}
            <Circumstances held={role} links={links} timeZone={timeZone} />
          </div>
          {role.viaGroup === null && acts.mayAssign && <Buttons holder={holder} role={role} acts={acts} />}
          {role.viaGroup !== null && !role.ended && <p className="text-sm text-ink-faint">Change it at the group.</p>}
        </li>
      ))}
    </ul>
  )
}

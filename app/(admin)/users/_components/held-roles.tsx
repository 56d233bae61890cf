import { Badge } from '../../../../components/ui/badge.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { HeldRole } from '../../../../lib/roles/held.ts'
import { changeEndId, takeRoleId } from './role-dialog-ids.ts'
import { ChangeEndDialog, TakeRoleDialog } from './role-dialogs.tsx'

function Circumstances({ held, timeZone }: { held: HeldRole; timeZone: string | undefined }) {
  return (
    <p className="text-sm text-ink-soft">
      {held.viaGroup && <>Through the group {held.viaGroup}. </>}
      Given by {held.grantedByLabel || 'the system'} <Time value={held.grantedAt} timeZone={timeZone} />,{' '}
      {held.validUntil ? (
        <>
          ends <Time value={held.validUntil} timeZone={timeZone} />
        </>
      ) : (
        'without end'
      )}
      .
    </p>
  )
}

/** The roles of a user, each with where it reaches, who gave it and when, how long it holds, and what can be done about it. */
export function HeldRoles({
  userId,
  userName,
  held,
  mayAssign,
  timeZone,
}: {
  userId: string
  userName: string
  held: readonly HeldRole[]
  mayAssign: boolean
  timeZone: string | undefined
}) {
  return (
    <ul className="grid">
      {held.map((role) => {
        const own = role.viaGroup === null
        return (
          <li
            key={`${role.grantId}-${role.viaGroup}`}
            className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0"
          >
            <div className="grid min-w-0 gap-1">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{role.role}</span>
                {role.reach !== null && <Badge>Within {role.reach}</Badge>}
                {!own && <Badge>From a group</Badge>}
              </p>
              {role.description && <p className="text-ink-soft">{role.description}</p>}
              <Circumstances held={role} timeZone={timeZone} />
            </div>
            {own && mayAssign && (
              <div className="flex gap-2">
                <DialogTrigger size="sm" dialogId={changeEndId(role.grantId)} aria-label={`Change end of ${role.role}`}>
                  Change end
                </DialogTrigger>
                <DialogTrigger size="sm" dialogId={takeRoleId(role.grantId)} aria-label={`Take role ${role.role}`}>
                  Take role
                </DialogTrigger>
                <ChangeEndDialog userId={userId} grantId={role.grantId} role={role.role} validUntil={role.validUntil} />
                <TakeRoleDialog userId={userId} userName={userName} grantId={role.grantId} role={role.role} />
              </div>
            )}
            {!own && <p className="text-sm text-ink-faint">Change it at the group.</p>}
          </li>
        )
      })}
    </ul>
  )
}

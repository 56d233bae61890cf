import Link from 'next/link'
import { changeEndId, takeRoleId } from '../../../../components/access/grant-dialog-ids.ts'
import { ChangeEndDialog, TakeRoleDialog } from '../../../../components/access/grant-dialogs.tsx'
import type { Holder } from '../../../../components/access/holder.ts'
import { Badge } from '../../../../components/ui/badge.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { GroupGrantRow } from '../../../../lib/groups/views.ts'
import { changeGroupGrantAction, endGroupGrantAction } from '../actions.ts'

const OUT_OF_SIGHT = 'a group that you may not see'

const GroupName = ({ group: { id, name } }: { group: GroupGrantRow['holder'] }) =>
  id === null ? (
    OUT_OF_SIGHT
  ) : (
    <Link href={`/groups/${id}/access`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
      <bdi>{name}</bdi>
    </Link>
  )

function Buttons({ holder, grant }: { holder: Holder; grant: GroupGrantRow }) {
  const { grantId, role, ended } = grant
  return (
    <div className="flex gap-2">
      <DialogTrigger size="sm" dialogId={changeEndId(grantId)} aria-label={ended ? `Give ${role} again` : `Change end of ${role}`}>
        {ended ? 'Give again' : 'Change end'}
      </DialogTrigger>
      {!ended && (
        <DialogTrigger size="sm" dialogId={takeRoleId(grantId)} aria-label={`Take role ${role}`}>
          Take role
        </DialogTrigger>
      )}
      <ChangeEndDialog holder={holder} grant={grant} action={changeGroupGrantAction} />
      {!ended && <TakeRoleDialog holder={holder} grant={grant} action={endGroupGrantAction} />}
    </div>
  )
}

function Grant({
  holder,
  grant,
  mayAssign,
  timeZone,
}: {
  holder: Holder
  grant: GroupGrantRow
  mayAssign: boolean
  timeZone: string | undefined
}) {
  const { roleId, role, direct, reach, validUntil, ended, grantedAt, grantedByLabel } = grant
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <Link href={`/roles/${roleId}`} prefetch={false} className="rounded-sm font-medium hover:underline">
            {role}
          </Link>
          {reach !== null && <Badge icon={null}>Within {reach.name ?? OUT_OF_SIGHT}</Badge>}
          {ended && <Badge>Ended</Badge>}
        </p>
        <p className="text-sm text-ink-soft">
          {!direct && (
            <>
              Through the group <GroupName group={grant.holder} />.{' '}
            </>
          )}
          Given by {grantedByLabel || 'the system'} <Time value={grantedAt} timeZone={timeZone} />,{' '}
          {validUntil ? (
            <>
              {ended ? 'ended' : 'ends'} <Time value={validUntil} timeZone={timeZone} />
            </>
          ) : (
            'without end'
          )}
          .
        </p>
      </div>
      {direct && mayAssign && <Buttons holder={holder} grant={grant} />}
    </li>
  )
}

type Props = { holder: Holder; grants: readonly GroupGrantRow[]; mayAssign: boolean; timeZone: string | undefined }

/** The roles that a group holds, its own with what can be done about them, and those of groups above it with where to change them. */
export const GroupGrants = ({ grants, ...rest }: Props) => (
  <ul className="grid">
    {grants.map((grant) => (
      <Grant key={grant.grantId} grant={grant} {...rest} />
    ))}
  </ul>
)

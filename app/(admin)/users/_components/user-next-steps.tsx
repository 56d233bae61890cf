import type { ReactNode } from 'react'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { UserDetail } from '../../../../lib/users/columns.ts'
import type { UserActs } from '../../../../lib/users/rules-acts.ts'
import { DIALOGS } from './dialog-ids.ts'
import { LinkLife, PurgeTime } from './settings-words.tsx'

function Circumstances({ user, children }: { user: UserDetail; children?: ReactNode }) {
  return (
    <>
      <p>
        By {user.statusChangedByLabel || 'the system'}, <Time value={user.statusChangedAt} />. {children}
      </p>
      {user.statusReason && <p>Reason: {user.statusReason}</p>}
    </>
  )
}

function StatusNotice({ user, acts }: { user: UserDetail; acts: UserActs }) {
  if (user.status === 'ANONYMIZED')
    return (
      <Callout title="This user was anonymized">
        <Circumstances user={user}>What could identify the person is gone; this cannot be undone.</Circumstances>
      </Callout>
    )
  if (user.status === 'DELETED')
    return (
      <Callout
        tone="danger"
        title="This user is in the trash"
        action={
          <DialogTrigger dialogId={DIALOGS.restore} disabledReason={acts.restore}>
            Restore user
          </DialogTrigger>
        }
      >
        <Circumstances user={user}>
          Nobody can sign in with this account. It is removed for good <PurgeTime since={user.statusChangedAt} />.
        </Circumstances>
      </Callout>
    )
  if (user.status === 'DEACTIVATED')
    return (
      <Callout
        tone="warning"
        title="This user is deactivated"
        action={
          <DialogTrigger dialogId={DIALOGS.reactivate} disabledReason={acts.reactivate}>
            Reactivate user
          </DialogTrigger>
        }
      >
        <Circumstances user={user}>They cannot sign in.</Circumstances>
      </Callout>
    )
  return null
}

/**
 * What about a user needs an act, with the act in it: the status that blocks signing in comes first and alone, a missing password after it.
 * Nothing when all is well.
 */
export function UserNextSteps({ user, acts }: { user: UserDetail; acts: UserActs }) {
  if (user.status !== 'ACTIVE') return <StatusNotice user={user} acts={acts} />
  if (user.hasPassword) return null
  return (
    <Callout
      title="No password has been set yet"
      action={
        <DialogTrigger dialogId={DIALOGS.passwordLink} disabledReason={acts.sendPasswordLink}>
          Send set-password link
        </DialogTrigger>
      }
    >
      <p>
        The user cannot sign in until they choose one. A link works for <LinkLife />; a new one replaces it.
      </p>
    </Callout>
  )
}

import Link from 'next/link'
import { Identity } from '../../../../components/ui/identity.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { UserStatusBadges } from '../../../../components/users/user-status.tsx'
import type { Overview } from './overview.ts'

type Latest = NonNullable<Overview['latest']>

/** The newest users that the viewer may see; each row leads to its user. */
export function LatestSignUps({ users, timeZone }: { users: Latest; timeZone: string | undefined }) {
  return (
    <Section
      title="Latest sign-ups"
      actions={
        <Link href="/users" prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
          All users
        </Link>
      }
    >
      {users.length === 0 ? (
        <p className="text-ink-soft">No user that you may see has signed up yet.</p>
      ) : (
        <ul className="-my-2">
          {users.map((user) => (
            <li
              key={user.id}
              className="relative flex flex-wrap items-center justify-between gap-x-4 border-b border-line py-2 last:border-0 has-[a:hover]:text-accent"
            >
              <Identity
                name={user.fullName || user.username}
                seed={user.id}
                detail={<span className="wrap-anywhere">{user.email}</span>}
                badges={<UserStatusBadges user={user} one />}
              >
                <Link
                  href={`/users/${user.id}`}
                  prefetch={false}
                  className="rounded-sm font-medium wrap-anywhere after:absolute after:inset-0"
                >
                  {user.fullName || user.username}
                </Link>
              </Identity>
              <span className="ms-11 text-sm text-ink-soft sm:ms-auto">
                <Time value={user.createdAt} timeZone={timeZone} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

import Link from 'next/link'
import { BriefEvents } from '../../../../components/audit/event-list.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { listUserActivity } from '../../../../lib/audit/queries.ts'
import { can } from '../../../../lib/core/actor.ts'
import { plural } from '../../../../lib/core/format.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import type { UserDetail } from '../../../../lib/users/columns.ts'
import { pagesFor } from '../../../pages-for.ts'
import { UserFrame } from '../_components/user-frame.tsx'
import { NotesSection } from '../_components/notes-section.tsx'
import { UserNextSteps } from '../_components/user-next-steps.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from './load-user.ts'

export const generateMetadata = titled()

const STATUS_WORDS = { ACTIVE: 'Active', DEACTIVATED: 'Deactivated', DELETED: 'In trash', ANONYMIZED: 'Anonymized' }

function rightsOf({ administrator, privileged, outranks }: UserDetail) {
  if (!administrator && !privileged) return 'Only their own account'
  return (
    <span className="flex flex-wrap items-center gap-2">
      {administrator ? <Badge tone="info">Administrator</Badge> : <Badge tone="info">Privileged</Badge>}
      <span className="text-ink-soft">
        {administrator ? 'May do everything.' : 'Holds administrative rights.'}
        {outranks && ' That is more than you may do, so you cannot act on this account.'}
      </span>
    </span>
  )
}

function factsOf(user: UserDetail, timeZone: string | undefined) {
  const time = (value: Date | null, none: string) => <Time value={value} none={none} timeZone={timeZone} />
  return [
    {
      term: 'Status',
      value: (
        <>
          {STATUS_WORDS[user.status]}, since {time(user.statusChangedAt, '')}
        </>
      ),
    },
    { term: 'Last sign-in', value: time(user.lastSignInAt, 'never') },
    { term: 'Open sessions', value: user.openSessions === 0 ? 'none' : plural(user.openSessions, 'session') },
    {
      term: 'E-mail',
      value: (
        <>
          <span className="wrap-anywhere">{user.email}</span>
          <span className="text-ink-soft">
            {user.emailVerifiedAt ? <>, verified {time(user.emailVerifiedAt, '')}</> : ', not verified'}
          </span>
        </>
      ),
    },
    { term: 'Password', value: user.hasPassword ? <>set {time(user.passwordChangedAt, 'some time ago')}</> : 'none yet' },
    { term: 'Rights', value: rightsOf(user) },
    { term: 'Created', value: time(user.createdAt, '') },
  ]
}

export default adminPage(async (actor, { params }: UserPageProps) => {
  const userId = await userIdOf(params)
  const [{ user, frame, timeZone }, activity] = await Promise.all([
    loadUser(actor, params),
    can(actor, 'audit:read') ? listUserActivity(actor, { userId, perPage: 5 }) : null,
  ])
  return (
    <UserFrame {...frame}>
      <UserNextSteps user={user} acts={frame.acts} />
      <Section title="At a glance">
        <DescriptionList items={factsOf(user, timeZone)} />
      </Section>
      {user.notes && (
        <NotesSection
          userId={userId}
          notes={user.notes}
          mayWrite={can(actor, 'note:write')}
          isSelf={actor.id === userId}
          timeZone={timeZone}
        />
      )}
      {activity && (
        <Section
          title="Latest changes"
          actions={
            activity.entries.length > 0 && (
              <Link href={`/users/${userId}/activity`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                All activity
              </Link>
            )
          }
        >
          {activity.entries.length === 0 ? (
            <p className="text-ink-soft">Nothing has been recorded about this user yet.</p>
          ) : (
            <BriefEvents entries={activity.entries} pages={pagesFor(actor)} subjectId={userId} timeZone={timeZone} />
          )}
        </Section>
      )}
    </UserFrame>
  )
})

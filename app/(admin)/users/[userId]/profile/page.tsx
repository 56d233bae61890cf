import { Pencil } from 'lucide-react'
import { ArrivalNotice } from '../../../../../components/layout/arrival-notice.tsx'
import { Button, ButtonLink } from '../../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../../components/ui/description-list.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { Time } from '../../../../../components/ui/time.tsx'
import { shownValue } from '../../../../../lib/custom-fields/rules.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import type { UserDetail } from '../../../../../lib/users/columns.ts'
import { EMAIL_PRIVACY_WORDS, SEARCH_VISIBILITY_WORDS } from '../../_components/profile-words.ts'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Profile')

const profileOf = (user: UserDetail) => [
  { term: 'First name', value: user.firstName },
  { term: 'Last name', value: user.lastName },
  { term: 'Username', value: user.username },
  { term: 'E-mail', value: <span className="wrap-anywhere">{user.email}</span> },
  { term: 'Organisation', value: user.organisation },
  { term: 'Bio', value: user.bio && <span className="whitespace-pre-line">{user.bio}</span> },
]

const privacyOf = (user: UserDetail) => [
  { term: 'Found in search by', value: SEARCH_VISIBILITY_WORDS[user.searchVisibility] },
  { term: 'E-mail address seen by', value: EMAIL_PRIVACY_WORDS[user.emailPrivacy] },
  { term: 'Public profile', value: user.publicProfile ? 'Yes' : 'No' },
]

const recordOf = (user: UserDetail, timeZone: string | undefined) => [
  { term: 'User ID', value: <code className="text-sm wrap-anywhere">{user.id}</code> },
  { term: 'Joined', value: <Time exact value={user.dateJoined} timeZone={timeZone} /> },
  { term: 'Created here', value: <Time exact value={user.createdAt} timeZone={timeZone} /> },
  { term: 'Last changed', value: <Time exact value={user.updatedAt} timeZone={timeZone} /> },
]

const Edit = ({ user, why }: { user: UserDetail; why: string | null }) =>
  why === null ? (
    <ButtonLink href={`/users/${user.id}/edit`} icon={<Pencil aria-hidden />}>
      Edit user
    </ButtonLink>
  ) : (
    <Button disabledReason={why} icon={<Pencil aria-hidden />}>
      Edit user
    </Button>
  )

export default adminPage(async (actor, { params, searchParams }: UserPageProps) => {
  const [{ user, frame, timeZone }, { notice }] = await Promise.all([loadUser(actor, params), searchParams])
  return (
    <UserFrame {...frame}>
      <ArrivalNotice notice={notice} sentences={{ saved: 'Changes saved.' }} />
      <Section title="Profile" actions={<Edit user={user} why={frame.acts.update} />}>
        <DescriptionList items={profileOf(user)} />
      </Section>
      {user.fields.length > 0 && (
        <Section title="Extra fields">
          <DescriptionList items={user.fields.map(({ label, type, value }) => ({ term: label, value: shownValue(type, value) }))} />
        </Section>
      )}
      <Section title="Privacy" description="What others see of this user.">
        <DescriptionList items={privacyOf(user)} />
      </Section>
      <Section title="Record">
        <DescriptionList items={recordOf(user, timeZone)} />
      </Section>
      {Object.keys(user.extra).length > 0 && (
        <Section title="From an older system" description="Kept as it came; it cannot be edited.">
          <pre tabIndex={0} aria-label="Fields from an older system" className="overflow-x-auto rounded-md bg-sunken p-4 text-sm">
            {JSON.stringify(user.extra, null, 2)}
          </pre>
        </Section>
      )}
    </UserFrame>
  )
})

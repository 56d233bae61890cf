import type { Metadata } from 'next'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { DescriptionList } from '../../../components/ui/description-list.tsx'
import { Section } from '../../../components/ui/section.tsx'
import { Time } from '../../../components/ui/time.tsx'
import { getAccount } from '../../../lib/account/queries.ts'
import { can } from '../../../lib/core/actor.ts'
import { editedByUser, shownValue } from '../../../lib/custom-fields/rules.ts'
import { accountPage } from '../../../lib/http/page.ts'
import { setting } from '../../../lib/settings/read.ts'
import { PreferencesForm } from './_components/preferences-form.tsx'
import { ProfileForm } from './_components/profile-form.tsx'

export const metadata: Metadata = { title: 'Profile' }

export default accountPage(async (actor) => {
  const account = await getAccount(actor, {})
  const { firstName, lastName, organisation, bio, searchVisibility, emailPrivacy, publicProfile } = account
  const timeZone = account.preferences.timeZone || undefined
  const verified = account.emailVerifiedAt ? 'verified' : 'not verified yet'
  const kept = account.fields.filter((field) => !editedByUser(field))
  return (
    <>
      <PageHeader title="Profile" description="What others know about you, and how pages look for you." />
      <Section title="Sign-in">
        <DescriptionList
          items={[
            { term: 'Username', value: account.username },
            { term: 'E-mail', value: `${account.email} (${verified})` },
            { term: 'Last sign-in', value: <Time value={account.lastSignInAt} none="never" timeZone={timeZone} /> },
            { term: 'Password changed', value: <Time value={account.passwordChangedAt} none="never" timeZone={timeZone} /> },
            { term: 'Joined', value: <Time value={account.dateJoined} timeZone={timeZone} /> },
          ]}
        />
      </Section>
      <Section title="About you">
        <ProfileForm
          version={account.version}
          fields={account.fields}
          profile={{ firstName, lastName, organisation, bio, searchVisibility, emailPrivacy, publicProfile }}
        />
      </Section>
      {kept.length > 0 && (
        <Section title="Kept about you" description="Administrators change these. If something is wrong, ask one of them.">
          <DescriptionList items={kept.map((field) => ({ term: field.label, value: shownValue(field.type, field.value) }))} />
        </Section>
      )}
      <Section title="Preferences" description="Only you see these.">
        <PreferencesForm
          preferences={account.preferences}
          ownRows={account.ownRowsPerPage}
          rowsForAll={setting('list.rowsPerPage')}
          decides={can(actor, 'enrollment:approve')}
        />
      </Section>
    </>
  )
})

import { EmptyState } from '../../../../../components/layout/empty-state.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { listUserActivity } from '../../../../../lib/audit/queries.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { ActivityList } from '../../_components/activity-list.tsx'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Activity')

const one = (value: string | string[] | undefined) => [value].flat()[0]?.slice(0, 1_000)

export default adminPage(async (actor, { params, searchParams }: UserPageProps) => {
  const { after, before } = await searchParams
  const userId = await userIdOf(params)
  const [{ frame, timeZone }, { entries, previous, next }] = await Promise.all([
    loadUser(actor, params),
    listUserActivity(actor, { userId, after: one(after), before: one(before) }),
  ])
  const at = (name: string, cursor: string) => `/users/${userId}/activity?${new URLSearchParams({ [name]: cursor })}`
  return (
    <UserFrame {...frame}>
      <Section title="Activity" description="What was done to this user and what they did, newest first. Nobody can change this log.">
        {entries.length === 0 ? (
          <EmptyState title="Nothing recorded yet">Sign-ins and changes to this user will be listed here.</EmptyState>
        ) : (
          <ActivityList entries={entries} subjectId={userId} timeZone={timeZone} />
        )}
      </Section>
      {(previous || next) && (
        <nav aria-label="Pages" className="flex justify-end gap-2">
          {previous && <ButtonLink href={at('before', previous)}>Newer</ButtonLink>}
          {next && <ButtonLink href={at('after', next)}>Older</ButtonLink>}
        </nav>
      )}
    </UserFrame>
  )
})

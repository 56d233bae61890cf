import Link from 'next/link'
import { BriefEvents } from '../../../../components/audit/event-list.tsx'
import { URL_TYPE_WORDS, dayWords } from '../../../../components/groups/group-words.ts'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { PlainText } from '../../../../components/ui/plain-text.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { can } from '../../../../lib/core/actor.ts'
import { cappedCount, formatNumber, plural } from '../../../../lib/core/format.ts'
import { groupActivity } from '../../../../lib/groups/queries-group.ts'
import type { GroupDetail } from '../../../../lib/groups/views.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { pagesFor } from '../../../pages-for.ts'
import { GroupFrame } from '../_components/group-frame.tsx'
import { PersonLink } from '../_components/person-link.tsx'
import { groupIdOf, loadGroup, titled, type GroupPageProps } from './load-group.ts'

export const generateMetadata = titled()

const NOTICES = {
  created: 'The group was created. Add members, and give it roles if its members are to be allowed something.',
  saved: 'Changes saved.',
}
const linkClass = 'rounded-sm text-accent underline underline-offset-2'

function standingOf({ approved, trusted }: GroupDetail) {
  if (!approved) return 'Not approved: not listed publicly, and nobody can ask to join.'
  return trusted
    ? 'Approved and trusted: listed publicly, and its managers decide who comes in.'
    : 'Approved: listed publicly, and users can ask to join. Administrators decide who comes in.'
}

function membersOf({ id, counts }: GroupDetail) {
  if (counts.members === 0) return 'none yet'
  const managers = counts.managers === 0 ? 'no manager among them' : `${plural(counts.managers, 'manager')} among them`
  return (
    <>
      <Link href={`/groups/${id}/members`} prefetch={false} className={linkClass}>
        {counts.members === 1 ? '1 member' : `${cappedCount(counts.members, 9_999)} members`}
      </Link>
      , {managers}
    </>
  )
}

function factsOf(group: GroupDetail, seesUsers: boolean, timeZone: string | undefined) {
  const { description, url, urlType, startDate, path, owner, createdAt } = group
  const above = path.at(-1)
  return [
    { term: 'Description', value: description && <PlainText text={description} /> },
    { term: 'Standing', value: standingOf(group) },
    { term: 'Members', value: membersOf(group) },
    { term: 'Owner', value: owner && <PersonLink id={seesUsers ? owner.id : null}>{owner.label}</PersonLink> },
    {
      term: 'In the group',
      value: above ? (
        <Link href={`/groups/${above.id}`} prefetch={false} className={linkClass}>
          {above.name}
        </Link>
      ) : group.parentId ? (
        'one that you may not see'
      ) : (
        'none: it is at the top'
      ),
    },
    {
      term: urlType === 'other' ? 'Web address' : URL_TYPE_WORDS[urlType],
      value: url && (
        <a href={url} rel="noopener noreferrer nofollow" target="_blank" className={`${linkClass} wrap-anywhere`}>
          {url}
        </a>
      ),
    },
    { term: 'Start date', value: startDate && dayWords(startDate) },
    { term: 'Created', value: <Time value={createdAt} timeZone={timeZone} /> },
  ]
}

/** What is waiting for the viewer. */
function NextSteps({ group }: { group: GroupDetail }) {
  const { id, counts, whyNot } = group
  const waiting = counts.pendingRequests ?? 0
  if (waiting === 0 || whyNot.decide !== null) return null
  return (
    <Callout
      tone="warning"
      title={`${formatNumber(waiting)} ${waiting === 1 ? 'person waits' : 'people wait'} for a decision`}
      action={<ButtonLink href={`/groups/${id}/requests`}>View requests</ButtonLink>}
    >
      They asked to join this group, or to stay in it longer.
    </Callout>
  )
}

export default adminPage(async (actor, { params, searchParams }: GroupPageProps) => {
  const groupId = await groupIdOf(params)
  const [{ group, timeZone }, { notice }] = await Promise.all([loadGroup(actor, params), searchParams])
  const activity = group.whyNot.readActivity === null ? await groupActivity(actor, { groupId, perPage: 5 }) : null
  return (
    <GroupFrame group={group}>
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      <NextSteps group={group} />
      <Section title="At a glance">
        <DescriptionList items={factsOf(group, can(actor, 'user:read'), timeZone)} />
      </Section>
      {activity && (
        <Section
          title="Latest changes"
          actions={
            activity.entries.length > 0 && (
              <Link href={`/groups/${groupId}/activity`} prefetch={false} className={linkClass}>
                All activity
              </Link>
            )
          }
        >
          {activity.entries.length === 0 ? (
            <p className="text-ink-soft">Nothing has been recorded about this group yet.</p>
          ) : (
            <BriefEvents entries={activity.entries} pages={pagesFor(actor)} subjectId={groupId} timeZone={timeZone} />
          )}
        </Section>
      )}
    </GroupFrame>
  )
})

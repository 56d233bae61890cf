import type { Metadata } from 'next'
import { ApprovedGroups } from '../../../../../components/groups/approved-groups.tsx'
import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { listApprovedGroups } from '../../../../../lib/groups/queries.ts'
import { myGroups } from '../../../../../lib/groups/queries-own.ts'
import { listFlaggedGroupsInput } from '../../../../../lib/groups/schema.ts'
import type { MyGroups } from '../../../../../lib/groups/views.ts'
import { accountPage } from '../../../../../lib/http/page.ts'
import { AskForm } from '../../_components/group-forms.tsx'

export const metadata: Metadata = { title: 'Join a group' }

const PER_PAGE = 25
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** What stands at a group: the form to ask, or why there is none. */
function Join({ group, mine }: { group: { id: string; name: string }; mine: MyGroups }) {
  if (mine.requests.some(({ groupId, status }) => groupId === group.id && status === 'PENDING'))
    return <p className="text-ink-soft">You have asked to join. Nobody has decided yet.</p>
  const present = mine.memberships.find(({ groupId, ended }) => groupId === group.id && !ended)
  if (present && present.validUntil === null) return <p className="text-ink-soft">You are in this group.</p>
  return <AskForm groupId={group.id} name={group.name} verb={present ? 'Ask to stay longer' : 'Ask to join'} />
}

export default accountPage(async (actor, { searchParams }: Props) => {
  const { q, after } = await searchParams
  const asked = listFlaggedGroupsInput.safeParse({ q, after, limit: PER_PAGE })
  const place = asked.success ? asked.data : { limit: PER_PAGE }
  const [found, mine] = await Promise.all([listApprovedGroups(actor, place), myGroups(actor, {})])
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'My groups', href: '/account/groups' }]} />}
        title="Join a group"
        description="Approved groups take requests. Their managers or an administrator decide."
      />
      <ApprovedGroups {...found} q={asked.success ? asked.data.q : ''} address="/account/groups/join">
        {(group) => <Join group={group} mine={mine} />}
      </ApprovedGroups>
    </>
  )
})

import { MemberBadges } from '../../../../../../components/groups/group-badges.tsx'
import { ROLE_WORDS } from '../../../../../../components/groups/group-words.ts'
import { Breadcrumbs, PageHeader } from '../../../../../../components/layout/page-header.tsx'
import { Avatar } from '../../../../../../components/ui/avatar.tsx'
import { ButtonLink } from '../../../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../../../components/ui/description-list.tsx'
import { DialogTrigger } from '../../../../../../components/ui/dialog.tsx'
import { Section } from '../../../../../../components/ui/section.tsx'
import { Time } from '../../../../../../components/ui/time.tsx'
import { notFound } from '../../../../../../lib/core/errors.ts'
import { getGroupMember } from '../../../../../../lib/groups/queries-member.ts'
import { removeGroupMemberInput } from '../../../../../../lib/groups/schema.ts'
import type { GroupMemberRow } from '../../../../../../lib/groups/views.ts'
import { adminPage } from '../../../../../../lib/http/page.ts'
import { REMOVE_MEMBER_DIALOG } from '../../../_components/dialog-ids.ts'
import { groupCrumbs } from '../../../_components/group-frame.tsx'
import { ChangeMemberForm, RemoveMemberDialog } from '../../../_components/member-forms.tsx'
import { loadGroup } from '../../load-group.ts'

export const metadata = { title: 'Group member' }

type Props = { params: Promise<{ groupId: string; userId: string }> }

const nameOf = ({ fullName, username }: GroupMemberRow) => fullName || username

const factsOf = ({ role, validUntil, ended, addedAt, addedByLabel }: GroupMemberRow, timeZone: string | undefined) => [
  { term: 'Role in the group', value: ROLE_WORDS[role] },
  {
    term: ended ? 'Ended' : 'Ends',
    value: validUntil ? <Time value={validUntil} timeZone={timeZone} exact /> : 'without end',
  },
  {
    term: 'Added',
    value: (
      <>
        <Time value={addedAt} timeZone={timeZone} /> by {addedByLabel || 'the system'}
      </>
    ),
  },
]

export default adminPage(async (actor, { params }: Props) => {
  const ids = removeGroupMemberInput.safeParse(await params)
  if (!ids.success) throw notFound('Member')
  const [{ group, timeZone }, member] = await Promise.all([loadGroup(actor, params), getGroupMember(actor, ids.data)])
  const name = nameOf(member)
  const { manageMembers, removeMembers } = group.whyNot
  return (
    <>
      <PageHeader
        crumbs={
          <Breadcrumbs crumbs={[...groupCrumbs([...group.path, group]), { label: 'Members', href: `/groups/${group.id}/members` }]} />
        }
        title={name}
        avatar={<Avatar name={name} seed={member.id} size="lg" />}
        badges={<MemberBadges {...member} />}
        description={member.email ?? member.username}
        actions={
          <>
            {member.isVisible && <ButtonLink href={`/users/${member.id}`}>Open user</ButtonLink>}
            <DialogTrigger dialogId={REMOVE_MEMBER_DIALOG} disabledReason={removeMembers?.message}>
              Remove from group
            </DialogTrigger>
          </>
        }
      />
      <Section title={`In ${group.name}`}>
        <DescriptionList items={factsOf(member, timeZone)} />
      </Section>
      <Section title="Role and end" description={manageMembers ? manageMembers.message : undefined}>
        {manageMembers === null ? (
          <ChangeMemberForm member={member} />
        ) : (
          <p className="text-ink-soft">Managers of a trusted group, and administrators, can change them.</p>
        )}
      </Section>
      {removeMembers === null && <RemoveMemberDialog member={member} name={name} />}
    </>
  )
})

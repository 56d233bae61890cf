'use client'
import { BadgeCheck, BadgeMinus, ChevronDown, FolderInput, Globe, GlobeLock, Pencil, Trash2 } from 'lucide-react'
import { Menu, MenuButton, MenuLine, MenuLink } from '../../../../components/ui/menu.tsx'
import type { GroupDetail } from '../../../../lib/groups/views.ts'
import { GROUP_DIALOGS } from './dialog-ids.ts'
import { ApproveGroupDialog, MoveGroupDialog, RevokeApprovalDialog, RevokeTrustDialog, TrustGroupDialog } from './group-dialogs.tsx'

/** A menu line that leads to a page, or says why it cannot. */
function Line({
  href,
  why,
  icon,
  danger,
  children,
}: {
  href: string
  why: string | undefined
  icon: React.ReactNode
  danger?: boolean
  children: string
}) {
  return why === undefined ? (
    <MenuLink href={href} icon={icon} className={danger ? 'text-danger' : undefined}>
      {children}
    </MenuLink>
  ) : (
    <MenuButton icon={icon} disabledReason={why}>
      {children}
    </MenuButton>
  )
}

/** All that can be done to a group, in one menu; what is impossible stays visible and says why. */
export function GroupActions({ group }: { group: GroupDetail }) {
  const { id, approved, trusted, whyNot } = group
  return (
    <>
      <Menu
        trigger={
          <>
            Actions
            <ChevronDown aria-hidden />
          </>
        }
      >
        <Line href={`/groups/${id}/edit`} why={whyNot.update?.message} icon={<Pencil aria-hidden />}>
          Edit group
        </Line>
        <MenuButton icon={<FolderInput aria-hidden />} dialogId={GROUP_DIALOGS.move} disabledReason={whyNot.move?.message}>
          Move group
        </MenuButton>
        <MenuLine />
        {approved ? (
          <MenuButton
            icon={<GlobeLock aria-hidden />}
            dialogId={GROUP_DIALOGS.revokeApproval}
            disabledReason={whyNot.revokeApproval?.message}
          >
            Revoke approval
          </MenuButton>
        ) : (
          <MenuButton icon={<Globe aria-hidden />} dialogId={GROUP_DIALOGS.approve} disabledReason={whyNot.approve?.message}>
            Approve group
          </MenuButton>
        )}
        {trusted ? (
          <MenuButton icon={<BadgeMinus aria-hidden />} dialogId={GROUP_DIALOGS.revokeTrust} disabledReason={whyNot.revokeTrust?.message}>
            Revoke trust
          </MenuButton>
        ) : (
          <MenuButton icon={<BadgeCheck aria-hidden />} dialogId={GROUP_DIALOGS.trust} disabledReason={whyNot.trust?.message}>
            Trust group
          </MenuButton>
        )}
        <MenuLine />
        <Line href={`/groups/${id}/delete`} why={whyNot.delete?.message} icon={<Trash2 aria-hidden />} danger>
          Delete group
        </Line>
      </Menu>
      {whyNot.move === null && <MoveGroupDialog group={group} />}
      {!approved && whyNot.approve === null && <ApproveGroupDialog group={group} />}
      {approved && whyNot.revokeApproval === null && <RevokeApprovalDialog group={group} />}
      {!trusted && whyNot.trust === null && <TrustGroupDialog group={group} />}
      {trusted && whyNot.revokeTrust === null && <RevokeTrustDialog group={group} />}
    </>
  )
}

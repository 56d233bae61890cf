'use client'
import { ChevronDown, Columns2, Copy, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { Menu, MenuButton, MenuLine, MenuLink } from '../../../../components/ui/menu.tsx'
import type { RoleActs } from '../../../../lib/roles/rules-acts.ts'
import { updateRoleInput } from '../../../../lib/roles/schema.ts'
import { updateRoleAction } from '../actions.ts'
import type { FramedRole } from './framed-role.ts'

const RENAME_DIALOG = 'rename-role'

/** A line that leads to the page of an act, or says why it cannot be done. */
function ActLink({
  href,
  icon,
  why,
  danger,
  children,
}: {
  href: string
  icon: ReactNode
  why: string | null
  danger?: boolean
  children: ReactNode
}) {
  if (why !== null)
    return (
      <MenuButton icon={icon} disabledReason={why}>
        {children}
      </MenuButton>
    )
  return (
    <MenuLink href={href} icon={icon} className={danger ? 'text-danger' : undefined}>
      {children}
    </MenuLink>
  )
}

function RenameDialog({ role: { id, name, description, version } }: { role: FramedRole }) {
  return (
    <Dialog id={RENAME_DIALOG} title={`Rename or describe ${name}`}>
      <ActionForm
        schema={updateRoleInput}
        action={updateRoleAction}
        hidden={{ roleId: id, version }}
        defaultValues={{ name, description }}
        submitLabel="Save role"
        secondary={<DialogClose dialogId={RENAME_DIALOG} />}
      >
        <TextField name="name" label="Name" optional={false} autoComplete="off" />
        <TextAreaField name="description" label="Description" optional rows={3} hint="What it is for, for whoever gives it." />
      </ActionForm>
    </Dialog>
  )
}

/** All that can be done to a role, in one menu; what is impossible stays visible and says why. */
export function RoleActions({ role, acts }: { role: FramedRole; acts: RoleActs }) {
  const at = `/roles/${role.id}`
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
        <MenuButton icon={<Pencil aria-hidden />} dialogId={RENAME_DIALOG} disabledReason={acts.rename}>
          Rename or describe
        </MenuButton>
        <ActLink href={`/roles/new?clone=${role.id}`} icon={<Copy aria-hidden />} why={acts.clone}>
          Clone role
        </ActLink>
        <ActLink href={`/roles/compare?a=${role.id}`} icon={<Columns2 aria-hidden />} why={null}>
          Compare with another
        </ActLink>
        <MenuLine />
        <ActLink href={`${at}/reset`} icon={<RotateCcw aria-hidden />} why={acts.reset}>
          Reset to default
        </ActLink>
        <ActLink href={`${at}/delete`} icon={<Trash2 aria-hidden />} why={acts.delete} danger>
          Delete role
        </ActLink>
      </Menu>
      {/* A saved role leads here again: the dialog must be another one, which is closed. */}
      {acts.rename === null && <RenameDialog key={role.version} role={role} />}
    </>
  )
}

'use client'
import { useState } from 'react'
import { PermissionMatrix } from '../../../../components/access/permission-matrix.tsx'
import type { OfferedPermission } from '../../../../components/access/permission-words.ts'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { createRoleInput } from '../../../../lib/roles/schema.ts'
import { createRoleAction } from '../actions.ts'

type Choice = { offered: readonly OfferedPermission[]; locked: readonly string[]; chosen: readonly string[] }

function Permissions({ offered, locked, chosen }: Choice) {
  const { answer } = useFormAnswer()
  const kept = answer?.ok === false ? answer.values.permissions : undefined
  const [held, setHeld] = useState<ReadonlySet<string>>(() => new Set(kept === undefined ? chosen : [kept].flat()))
  return (
    <section aria-labelledby="permissions-title" className="grid gap-3">
      <div>
        <h2 id="permissions-title" className="text-lg font-semibold">
          Permissions
        </h2>
        <p className="text-ink-soft">What this role lets people do. It can be changed at any time.</p>
      </div>
      <PermissionMatrix permissions={offered} held={held} before={chosen} locked={new Set(locked)} choose={setHeld} />
    </section>
  )
}

/** Creates a role, empty or as a clone of another; `chosen` is what it allows at first. */
export function CreateRoleForm({
  name,
  description,
  cloneOf,
  ...choice
}: Choice & { name: string; description: string; cloneOf: string | null }) {
  return (
    <ActionForm
      schema={createRoleInput}
      action={createRoleAction}
      hidden={cloneOf === null ? {} : { cloneOf }}
      defaultValues={{ name, description }}
      className="max-w-none! gap-6!"
    >
      <div className="grid max-w-160 gap-4">
        <TextField name="name" label="Name" autoComplete="off" autoFocus={cloneOf === null} />
        <TextAreaField name="description" label="Description" optional rows={2} hint="What it is for, for whoever gives it." />
      </div>
      <Permissions {...choice} />
      <div className="sticky bottom-0 z-10 -mx-1 flex flex-wrap gap-2 border-t border-line bg-canvas px-1 py-3">
        <SubmitButton>Create role</SubmitButton>
        <ButtonLink href="/roles">Cancel</ButtonLink>
      </div>
    </ActionForm>
  )
}

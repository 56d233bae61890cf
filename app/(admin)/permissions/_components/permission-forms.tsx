'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { definePermissionInput, deletePermissionInput, updatePermissionInput } from '../../../../lib/permissions/schema.ts'
import { definePermissionAction, deletePermissionAction, updatePermissionAction } from '../actions.ts'

const Description = () => (
  <TextAreaField
    name="description"
    label="What it lets people do"
    rows={2}
    hint="Shown wherever roles are edited. Begin with a verb: Refund orders."
  />
)

/** Defines a permission of an application of one's own. */
export const DefinePermissionForm = () => (
  <ActionForm
    schema={definePermissionInput}
    action={definePermissionAction}
    submitLabel="Define permission"
    secondary={<ButtonLink href="/permissions">Cancel</ButtonLink>}
  >
    <TextField
      name="name"
      label="Name"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      hint="The application, a dot and the rest in small letters, such as shop.refund. It is what your application asks for, so it cannot be changed later."
    />
    <Description />
  </ActionForm>
)

/** Describes a permission of one's own anew. */
export const EditPermissionForm = ({ name, description, version }: { name: string; description: string; version: number }) => (
  <ActionForm
    schema={updatePermissionInput}
    action={updatePermissionAction}
    hidden={{ name, version }}
    defaultValues={{ description }}
    submitLabel="Save changes"
    secondary={<ButtonLink href={`/permissions/${name}`}>Cancel</ButtonLink>}
  >
    <Description />
  </ActionForm>
)

/** Deletes a permission, after the page has said who loses it. */
export const DeletePermissionForm = ({ name }: { name: string }) => (
  <ActionForm
    schema={deletePermissionInput}
    action={deletePermissionAction}
    hidden={{ name }}
    submitLabel="Delete permission"
    submitVariant="danger"
    secondary={<ButtonLink href={`/permissions/${name}`}>Keep permission</ButtonLink>}
  >
    {null}
  </ActionForm>
)

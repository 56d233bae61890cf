'use client'
import { SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { URL_TYPE_WORDS } from '../../../../components/groups/group-words.ts'
import { UserPicker } from '../../../../components/users/user-picker.tsx'
import { URL_TYPES } from '../../../../lib/groups/schema.ts'

/** Who owns a group, as the form shows it. */
export type Owner = { id: string; label: string } | null

/** What creating and editing a group have in common. */
export function GroupFields({ owner = null, mayPickOwner }: { owner?: Owner; mayPickOwner: boolean }) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        optional={false}
        hint="No other group may have it, in whatever case."
        autoComplete="off"
        maxLength={255}
      />
      <TextAreaField
        name="description"
        label="Description"
        optional
        hint="Plain text. Shown to everybody once the group is approved."
        rows={3}
      />
      <TextField name="location" label="Location" optional autoComplete="off" maxLength={255} />
      <div className="grid items-start gap-4 sm:grid-cols-[2fr_1fr]">
        <TextField
          name="url"
          label="Web address"
          optional
          type="url"
          inputMode="url"
          hint="Begins with http:// or https://"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
        />
        <SelectField name="urlType" label="Kind of address" options={URL_TYPES.map((value) => ({ value, label: URL_TYPE_WORDS[value] }))} />
      </div>
      <TextField name="startDate" label="Start date" optional type="date" hint="Since when the group exists." />
      {mayPickOwner && (
        <UserPicker
          name="ownerId"
          label="Owner"
          optional
          defaultUser={owner}
          hint="Manages the group without being a member. Empty: only its managers and administrators do."
        />
      )}
    </>
  )
}

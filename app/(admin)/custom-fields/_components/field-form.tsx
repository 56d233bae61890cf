'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import type { FieldDetail } from '../../../../lib/custom-fields/queries.ts'
import { createCustomFieldInput, updateCustomFieldInput } from '../../../../lib/custom-fields/schema.ts'
import { createCustomFieldAction, updateCustomFieldAction } from '../actions.ts'
import { EDITABLE_WORDS, TYPE_WORDS, VISIBLE_WORDS } from './field-words.ts'

const optionsOf = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

/** Asked for once choices are to go that users have: which one they get instead. */
function MoveTo() {
  const { answer } = useFormAnswer()
  if (answer?.ok !== false || !(answer.reason === 'CHOICE_IN_USE' || 'moveTo' in answer.values)) return null
  const kept = String(answer.values.choices ?? '')
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter(Boolean)
  return (
    <SelectField
      name="moveTo"
      label="Users of removed choices get"
      hint="Save again to move them. Or put the choice back above."
      options={[{ value: '', label: 'Choose…' }, ...[...new Set(kept)].map((choice) => ({ value: choice, label: choice }))]}
    />
  )
}

function Properties({ typeFixed }: { typeFixed: boolean }) {
  return (
    <>
      <TextField name="description" label="Hint" optional hint="Stands below the field in forms." autoComplete="off" />
      <SelectField
        name="type"
        label="Type"
        options={optionsOf(TYPE_WORDS)}
        hint={typeFixed ? 'Stays as long as anybody has a value.' : undefined}
      />
      {/* Shown by the chosen type, without scripts too; and whenever something is wrong with it. */}
      <div className="hidden group-has-[option[value=choice]:checked]/field:block has-[[aria-invalid]]:block">
        <TextAreaField name="choices" label="Choices" optional={false} rows={6} hint="One per line, in the order of the form." />
      </div>
      <CheckboxField name="required" label="Required" hint="Forms ask for it from now on. Users without a value stay as they are." />
      <SelectField name="visibleTo" label="Who sees it" options={optionsOf(VISIBLE_WORDS)} />
      <SelectField
        name="editableBy"
        label="Who may change it"
        options={optionsOf(EDITABLE_WORDS)}
        hint="Administrators are those who may edit the user."
      />
    </>
  )
}

/** Defines a field. */
export const CreateFieldForm = () => (
  <ActionForm
    className="group/field"
    schema={createCustomFieldInput}
    action={createCustomFieldAction}
    defaultValues={{ type: 'text', visibleTo: 'administrators', editableBy: 'administrators', required: 'false' }}
    submitLabel="Define field"
    secondary={<ButtonLink href="/custom-fields">Cancel</ButtonLink>}
  >
    <TextField name="label" label="Label" hint="As people read it, such as “Cost centre”." autoComplete="off" />
    <TextField
      name="key"
      label="Key"
      hint="As files and programs call it, such as cost_centre. It never changes."
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
    <Properties typeFixed={false} />
  </ActionForm>
)

/** Changes a field. Choices that users have are removed in a second step, which asks what they get instead. */
export const EditFieldForm = ({ field, fields }: { field: FieldDetail; fields: number }) => (
  <ActionForm
    className="group/field"
    schema={updateCustomFieldInput}
    action={updateCustomFieldAction}
    hidden={{ fieldId: field.id, version: field.version }}
    defaultValues={{
      label: field.label,
      description: field.description,
      type: field.type,
      choices: field.choices.join('\n'),
      required: String(field.required),
      visibleTo: field.visibleTo,
      editableBy: field.editableBy,
      position: String(field.position),
    }}
    submitLabel="Save changes"
    secondary={<ButtonLink href="/custom-fields">Cancel</ButtonLink>}
  >
    <TextField name="label" label="Label" optional={false} autoComplete="off" />
    <Properties typeFixed={field.values > 0} />
    <MoveTo />
    <SelectField
      name="position"
      label="Place in forms"
      options={Array.from({ length: fields }, (_, n) => ({
        value: String(n + 1),
        label: n === 0 ? '1, first' : n + 1 === fields ? `${n + 1}, last` : String(n + 1),
      }))}
    />
  </ActionForm>
)

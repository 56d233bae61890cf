import Form from 'next/form'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '../../../../../components/ui/button.tsx'
import { cx } from '../../../../../components/ui/classes.ts'
import { Field, InlineField, fieldControlProps } from '../../../../../components/ui/field.tsx'
import { Input, Select, Textarea, type Option } from '../../../../../components/ui/input.tsx'
import { FIELD_WORDS } from '../../../../../lib/bulk-runs/rules.ts'
import { SETTABLE_FIELDS, type BulkAction, type SettableField } from '../../../../../lib/bulk-runs/schema.ts'
import { bulkHref, type BulkSelection } from '../../../../../components/bulk/bulk-address.ts'
import { LinkLife, ResetLife } from '../../_components/settings-words.tsx'

type Role = { id: string; name: string; givable: boolean }
type Given = Record<string, string>

const FIELDS = Object.keys(SETTABLE_FIELDS) as SettableField[]
const FIELD_OPTIONS: Partial<Record<SettableField, readonly Option[]>> = {
  searchVisibility: [
    { value: 'public', label: 'Public' },
    { value: 'private', label: 'Private' },
  ],
  emailPrivacy: [
    { value: 'public', label: 'Public' },
    { value: 'private', label: 'Private' },
    { value: 'never', label: 'Never' },
  ],
  publicProfile: [
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ],
}

function RoleFields({ roles, given, giving }: { roles: readonly Role[]; given: Given; giving: boolean }) {
  const options = roles.map(({ id, name, givable }) => ({
    value: id,
    label: givable || !giving ? name : `${name} (allows what you may not do yourself)`,
    disabled: giving && !givable,
  }))
  return (
    <>
      <Field id="bulk-role" label="Role">
        <Select
          id="bulk-role"
          name="roleId"
          required
          defaultValue={given.roleId ?? ''}
          options={[{ value: '', label: 'Choose a role', disabled: true }, ...options]}
        />
      </Field>
      {giving && (
        <Field id="bulk-until" label="Ends on" optional hint="The role ends when this day begins (UTC). Empty: without end.">
          <Input
            {...fieldControlProps({ id: 'bulk-until', hint: 'x' })}
            type="date"
            name="validUntil"
            defaultValue={given.validUntil ?? ''}
          />
        </Field>
      )}
    </>
  )
}

/** The fields as links, so that the control for the value fits without a step in between. */
function FieldLinks({ selection, field }: { selection: BulkSelection; field: SettableField }) {
  return (
    <nav aria-label="Field" className="flex flex-wrap gap-2">
      {FIELDS.map((each) => (
        <Link
          key={each}
          href={`${bulkHref('setField', selection)}&field=${each}`}
          prefetch={false}
          aria-current={each === field ? 'true' : undefined}
          className={cx(
            'inline-flex h-7 items-center rounded-full border px-3 text-sm',
            each === field ? 'border-transparent bg-accent-soft font-medium text-accent' : 'border-line text-ink-soft hover:bg-hover',
          )}
        >
          {FIELD_WORDS[each]}
        </Link>
      ))}
    </nav>
  )
}

function ValueField({ field, given }: { field: SettableField; given: Given }) {
  const options = FIELD_OPTIONS[field]
  const value = given.value ?? options?.[0]?.value ?? ''
  const rest = { id: 'bulk-value', name: 'value', defaultValue: value }
  return (
    <Field id="bulk-value" label={`New value of “${FIELD_WORDS[field]}”`} hint={options ? undefined : 'Empty: the field is cleared.'}>
      {options ? (
        <Select key={field} {...rest} options={options} />
      ) : field === 'bio' ? (
        <Textarea key={field} {...rest} maxLength={2_000} aria-describedby="bulk-value-hint" />
      ) : (
        <Input key={field} {...rest} maxLength={255} autoComplete="off" aria-describedby="bulk-value-hint" />
      )}
    </Field>
  )
}

const KINDS = [
  {
    value: 'invitation',
    label: 'First password',
    hint: (
      <>
        For users without a password: a link to choose the first one. It works for <LinkLife />.
      </>
    ),
  },
  {
    value: 'reset',
    label: 'Password reset',
    hint: (
      <>
        For users with a password: a link to choose another one. It works for <ResetLife />.
      </>
    ),
  },
]

const KindFields = ({ given }: { given: Given }) => (
  <fieldset className="grid gap-2">
    <legend className="mb-1 font-medium">Kind of link</legend>
    {KINDS.map(({ value, label, hint }) => (
      <InlineField key={value} id={`bulk-${value}`} label={label} hint={hint}>
        <input
          type="radio"
          id={`bulk-${value}`}
          name="kind"
          value={value}
          required
          defaultChecked={given.kind === value}
          aria-describedby={`bulk-${value}-hint`}
          className="m-0.5 size-4 shrink-0"
        />
      </InlineField>
    ))}
  </fieldset>
)

function questionsFor(action: BulkAction, given: Given, roles: readonly Role[]): ReactNode {
  if (action === 'grantRole' || action === 'endRole') return <RoleFields roles={roles} given={given} giving={action === 'grantRole'} />
  if (action === 'passwordLinks') return <KindFields given={given} />
  return <ValueField field={given.field as SettableField} given={given} />
}

/**
 * What has to be chosen before an act can be previewed: the role, the field and its value, the kind of link. A GET form to the same page,
 * so that the address holds the choice. `given` is what was chosen so far.
 */
export function ChoiceForm({
  action,
  selection,
  given,
  roles,
  isFirst,
}: {
  action: BulkAction
  selection: BulkSelection
  given: Given
  roles: readonly Role[]
  /** Nothing is previewed yet, so this is what to do next. */
  isFirst: boolean
}) {
  const address = new URLSearchParams(bulkHref(action, selection).replace(/^[^?]*\?/, ''))
  return (
    <div className="grid gap-4">
      {action === 'setField' && <FieldLinks selection={selection} field={given.field as SettableField} />}
      <Form key={JSON.stringify(given)} action="/users/bulk" className="grid max-w-160 gap-4">
        {[...address].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {action === 'setField' && <input type="hidden" name="field" value={given.field} />}
        {questionsFor(action, given, roles)}
        <div>
          <Button type="submit" variant={isFirst ? 'primary' : 'secondary'}>
            Preview
          </Button>
        </div>
      </Form>
    </div>
  )
}

import type { Metadata } from 'next'
import Link from 'next/link'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { can } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import { getCustomField, listCustomFields, type FieldDetail } from '../../../../lib/custom-fields/queries.ts'
import { customFieldInput } from '../../../../lib/custom-fields/schema.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { DeleteField } from '../_components/delete-field-dialog.tsx'
import { EditFieldForm } from '../_components/field-form.tsx'
import { EDITABLE_WORDS, TYPE_WORDS, VISIBLE_WORDS } from '../_components/field-words.ts'

export const metadata: Metadata = { title: 'Extra field' }

type Props = { params: Promise<{ fieldId: string }> }

const usersWith = (key: string, search: Record<string, string>, count: number, mayList: boolean) =>
  mayList && count > 0 ? (
    <Link
      href={`/users?${new URLSearchParams({ status: 'any', columns: 'name', ...search })}&columns=field.${key}`}
      prefetch={false}
      className="rounded-sm text-accent underline underline-offset-2"
    >
      {plural(count, 'user')}
    </Link>
  ) : (
    plural(count, 'user')
  )

const factsOf = (field: FieldDetail, mayList: boolean) => [
  { term: 'With a value', value: usersWith(field.key, { [`field.${field.key}.by`]: 'filled' }, field.values, mayList) },
  ...field.choices.map((choice) => ({
    term: choice,
    value: usersWith(field.key, { [`field.${field.key}`]: choice }, field.valuesOfChoices[choice] ?? 0, mayList),
  })),
]

const definitionOf = (field: FieldDetail) => [
  { term: 'Type', value: TYPE_WORDS[field.type] },
  { term: 'Hint', value: field.description },
  { term: 'Required', value: field.required ? 'Yes' : 'No' },
  { term: 'Who sees it', value: VISIBLE_WORDS[field.visibleTo] },
  { term: 'Who may change it', value: EDITABLE_WORDS[field.editableBy] },
  { term: 'Place in forms', value: formatNumber(field.position) },
]

export default adminPage(async (actor, { params }: Props) => {
  const given = customFieldInput.safeParse(await params)
  if (!given.success) throw notFound('Field')
  const [field, fields] = await Promise.all([getCustomField(actor, given.data), listCustomFields(actor, {})])
  const mayDefine = can(actor, 'custom-field:define')
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Extra fields', href: '/custom-fields' }]} />}
        title={field.label}
        description={<code className="text-sm">{field.key}</code>}
        actions={mayDefine && <DeleteField field={field} />}
      />
      <Section title="Use">
        <DescriptionList items={factsOf(field, can(actor, 'user:read'))} />
      </Section>
      <Section title="Definition" description={mayDefine ? 'Every change is recorded in the audit log.' : undefined}>
        {mayDefine ? <EditFieldForm field={field} fields={fields.length} /> : <DescriptionList items={definitionOf(field)} />}
      </Section>
    </>
  )
})

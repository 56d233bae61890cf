import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { WILL, actWords, type Choices } from '../../../../components/bulk/act-words.ts'
import { PreviewSummary, type BulkPreview } from '../../../../components/bulk/preview-summary.tsx'
import { Effects } from '../../../../components/layout/effects.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { AT_ONCE, BULK_ACTIONS, type BulkAction, type SettableField } from '../../../../lib/bulk-runs/schema.ts'
import { can, type Actor } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { formatNumber } from '../../../../lib/core/format.ts'
import type { Permission } from '../../../../lib/core/permissions.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { listRoles } from '../../../../lib/roles/queries.ts'
import { setting } from '../../../../lib/settings/read.ts'
import { fieldsNow } from '../../../../lib/custom-fields/read.ts'
import { usersList } from '../../../../lib/users/list.ts'
import { bulkHref, type BulkSelection } from '../../../../components/bulk/bulk-address.ts'
import { chipsOf } from '../_components/users-chips.ts'
import { fieldChips } from '../_components/field-state.ts'
import { UsersCrumb } from '../_components/users-crumb.tsx'
import { BulkForm } from './_components/bulk-form.tsx'
import { meaningOf, softerOf } from './_components/bulk-words.ts'
import { ChoiceForm } from './_components/choice-form.tsx'
import { loadPreview, type Hindrance } from './load-preview.ts'
import { readBulkAddress } from './read-address.ts'

export const metadata: Metadata = { title: 'Bulk action' }

/** What is chosen before the preview. */
const QUESTIONS: Partial<Record<BulkAction, string>> = {
  grantRole: 'Which role?',
  endRole: 'Which role?',
  setField: 'Which field?',
  passwordLinks: 'Which link?',
}

type Act = { action: BulkAction; selection: BulkSelection; choices: Record<string, string> }

/** Whom the act is for, as the list described them. */
function whom(selection: BulkSelection, roleName: (id: string) => string | undefined): string {
  if ('userIds' in selection) return 'The users that you chose in the list.'
  const { params } = usersList.fromSearch(selection.search)
  const state = { params, size: null }
  const chips = [...chipsOf(state, params.role && roleName(params.role)), ...fieldChips(state, fieldsNow())]
  if (chips.length === 0) return 'Everybody in the list of users, which leaves out the trash.'
  return `All users that match: ${chips.map(({ label, value }) => `${label} ${value}`).join(', ')}.`
}

function Softer({ action, selection, actor }: { action: BulkAction; selection: BulkSelection; actor: Actor }) {
  const softer = softerOf(action, setting('trash.days'))
  if (!softer || !can(actor, BULK_ACTIONS[softer.action].permission)) return null
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-sunken px-4 py-3">
      <p>{softer.question}</p>
      <ButtonLink size="sm" href={bulkHref(softer.action, selection)}>
        {softer.label}
      </ButtonLink>
    </div>
  )
}

function Meaning({ action, children }: { action: BulkAction; children: ReactNode }) {
  const { stops, stays } = meaningOf(action, setting('trash.days'))
  return (
    <div className="grid gap-4">
      {stops && <Effects title="What stops" items={stops} />}
      <Effects title={stops ? 'What stays' : 'What this means'} items={stays} />
      {children}
    </div>
  )
}

const NothingToDo = ({ preview: { total, unchanged } }: { preview: BulkPreview }) => (
  <Callout title="Nothing would change" action={<ButtonLink href="/users">Back to the users</ButtonLink>}>
    {unchanged === total
      ? 'All of these users are as this would make them.'
      : unchanged === 0
        ? 'All of these users are skipped, for the reasons above.'
        : 'These users are skipped, for the reasons above, or are as this would make them.'}{' '}
    Choose other users, or another action.
  </Callout>
)

function Confirmation({ act, preview, words, actor }: { act: Act; preview: BulkPreview; words: Choices; actor: Actor }) {
  const { action, selection, choices } = act
  return (
    <>
      <Section title="Preview" description="What would happen if you confirmed it now. Nothing has been changed yet.">
        <PreviewSummary preview={preview} will={WILL[action]} />
      </Section>
      {preview.changed === 0 ? (
        <NothingToDo preview={preview} />
      ) : (
        <Section title="Confirm">
          <div className="grid gap-4">
            <Meaning action={action}>
              <Softer action={action} selection={selection} actor={actor} />
            </Meaning>
            {preview.total > AT_ONCE && (
              <p className="text-ink-soft">
                These are more than {formatNumber(AT_ONCE)} users, so the work is done in the background. The next page shows how far it is,
                and can cancel it.
              </p>
            )}
            <BulkForm
              action={action}
              selection={selection}
              choices={choices}
              expected={preview.total}
              label={actWords(action, preview.changed, words)}
            />
          </div>
        </Section>
      )}
    </>
  )
}

const Hindered = ({ message, details }: Hindrance) => (
  <Callout tone="danger" title={message}>
    {details.map((sentence) => (
      <p key={sentence}>{sentence}</p>
    ))}
  </Callout>
)

function title(act: Act, preview: BulkPreview | Hindrance | null, words: Choices): string {
  if (preview && 'total' in preview) return `${actWords(act.action, preview.total, words)}?`
  if ('userIds' in act.selection) return `${actWords(act.action, act.selection.userIds.length, words)}?`
  return `${actWords(act.action, 'all users that match', words)}?`
}

/** Said by the operations too, which are not called before something is chosen. */
function insistOn(actor: Actor, permission: Permission) {
  if (!can(actor, permission)) throw new AppError('FORBIDDEN', 'Your roles do not allow this. If your work needs it, ask an administrator.')
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default adminPage(async (actor, { searchParams }: Props) => {
  insistOn(actor, 'user:read')
  const { isReady, ...act } = readBulkAddress(await searchParams)
  const { action, selection, choices } = act
  insistOn(actor, BULK_ACTIONS[action].permission)
  const [preview, roles] = await Promise.all([
    isReady ? loadPreview(actor, act) : null,
    can(actor, 'role:read') ? listRoles(actor, {}) : [],
  ])
  const roleName = (id: string) => roles.find((role) => role.id === id)?.name
  const words: Choices = {
    role: choices.roleId && roleName(choices.roleId),
    field: choices.field as SettableField | undefined,
    kind: choices.kind as Choices['kind'],
  }
  return (
    <div className="grid w-full max-w-200 min-w-0 gap-6">
      <PageHeader
        crumbs={<Breadcrumbs first={<UsersCrumb />} />}
        title={title(act, preview, words)}
        description={whom(selection, roleName)}
      />
      {QUESTIONS[action] && (
        <Section title={QUESTIONS[action]}>
          <ChoiceForm isFirst={!isReady} action={action} selection={selection} given={choices} roles={roles} />
        </Section>
      )}
      {preview &&
        ('total' in preview ? <Confirmation act={act} preview={preview} words={words} actor={actor} /> : <Hindered {...preview} />)}
    </div>
  )
})

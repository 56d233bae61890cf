'use client'
import { useId, useState } from 'react'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, TextAreaField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { plural } from '../../../../lib/core/format.ts'
import type { Decision } from '../../../../lib/enrollments/schema.ts'
import { decideInboxItemsInput } from '../../../../lib/inbox/schema.ts'
import type { ItemResult } from '../../../../lib/inbox/views.ts'
import { decideInboxItemsAction } from '../actions.ts'
import { ItemResults } from './item-results.tsx'

type Props = { texts: readonly string[]; decision: Decision; preview: readonly ItemResult[]; list: string }

const count = (results: readonly ItemResult[], result: ItemResult['result']) => results.filter((each) => each.result === result).length

/** What came of it in one sentence: "3 items approved, 1 not." */
function summaryOf(results: readonly ItemResult[], decision: Decision): string {
  const [done, waiting, refused] = [count(results, 'done'), count(results, 'waiting'), count(results, 'refused')]
  const parts = [
    ...(done > 0 || waiting === 0 ? [`${plural(done, 'item')} ${decision === 'approve' ? 'approved' : 'rejected'}`] : []),
    ...(waiting > 0 ? [`${plural(waiting, 'item')} approved for the first time of two`] : []),
    ...(refused > 0 ? [`${refused} not, for the reasons below`] : []),
  ]
  return `${parts.join(', ')}.`
}

const SharedWords = ({ decision }: { decision: Decision }) =>
  decision === 'reject' ? (
    <>
      <TextAreaField
        name="reason"
        label="Reason"
        optional={false}
        rows={3}
        hint="The same for all of them. Kept with each; told to who asked to join a group, to others only if you share it."
      />
      <CheckboxField name="reasonShared" label="Share the reason with the applicants" />
    </>
  ) : (
    <>
      <TextAreaField name="note" label="Note" optional rows={2} hint="The same for all of them; other approvers read it." />
      <CheckboxField name="noteShared" label="Share the note with the applicants" />
    </>
  )

const Head = ({ title, description, list }: { title: string; description: string; list: string }) => (
  <PageHeader crumbs={<Breadcrumbs crumbs={[{ label: 'Inbox', href: list }]} />} title={title} description={description} />
)

function Confirm({ decision, preview, list }: Omit<Props, 'texts'>) {
  const title = `${decision === 'approve' ? 'Approve' : 'Reject'} ${plural(preview.length, 'item')}?`
  const head = <Head list={list} title={title} description="What would happen if you confirmed it now. Nothing has been changed yet." />
  const will = count(preview, 'done') + count(preview, 'waiting')
  if (will === 0)
    return (
      <>
        {head}
        <ItemResults results={preview} decision={decision} when="before" />
        <Callout title="Nothing would change" action={<ButtonLink href={list}>Back to the inbox</ButtonLink>}>
          All of these stay as they are, for the reasons above.
        </Callout>
      </>
    )
  return (
    <>
      {head}
      <ItemResults results={preview} decision={decision} when="before" />
      <Section title="Confirm">
        <div className="grid gap-4">
          <p className="text-ink-soft">
            {decision === 'approve'
              ? 'Each one gets what their own page says, and is told. What cannot be done for one changes nothing for the others.'
              : 'No account is made and nobody is invited. This cannot be undone.'}
          </p>
          <SharedWords decision={decision} />
          <div className="flex flex-wrap gap-2 pt-1">
            <SubmitButton variant={decision === 'approve' ? 'primary' : 'danger'}>
              {decision === 'approve' ? 'Approve' : 'Reject'} {plural(will, 'item')}
            </SubmitButton>
            <ButtonLink href={list}>Cancel</ButtonLink>
          </div>
        </div>
      </Section>
    </>
  )
}

function Done({ results, decision, list }: { results: readonly ItemResult[]; decision: Decision; list: string }) {
  return (
    <>
      <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="rounded-sm">
        <Head list={list} title="This is what was decided" description={summaryOf(results, decision)} />
      </div>
      <ItemResults results={results} decision={decision} when="after" />
      <div>
        <ButtonLink variant="primary" href={list}>
          Back to the inbox
        </ButtonLink>
      </div>
    </>
  )
}

function Steps(props: Omit<Props, 'texts'>) {
  const { answer } = useFormAnswer()
  if (!answer?.ok) return <Confirm {...props} />
  return <Done {...props} results={(answer.result as { results: ItemResult[] }).results} />
}

/** Confirms what the preview showed, then shows in its place what became of each item, also without client JavaScript. */
export function BulkDecision({ texts, preview, ...props }: Props) {
  const id = useId()
  // The page is drawn anew with the answer; what was previewed stays what it was.
  const [first] = useState(preview)
  return (
    <ActionForm
      id={id}
      schema={decideInboxItemsInput}
      action={decideInboxItemsAction}
      hidden={{ decision: props.decision }}
      className="max-w-none min-w-0 grid-cols-[minmax(0,1fr)] gap-6"
    >
      {texts.map((text) => (
        <input key={text} type="hidden" name="items" value={text} readOnly />
      ))}
      <Steps {...props} preview={first} />
    </ActionForm>
  )
}

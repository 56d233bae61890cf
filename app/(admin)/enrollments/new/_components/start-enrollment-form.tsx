'use client'
import { QrDrawing, type QrShape } from '../../../../../components/enrollments/qr-drawing.tsx'
import { ActionForm } from '../../../../../components/form/action-form.tsx'
import { SelectField, TextField } from '../../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../../components/form/submit-button.tsx'
import { GroupPicker } from '../../../../../components/groups/group-picker.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Callout } from '../../../../../components/ui/callout.tsx'
import { CopyField } from '../../../../../components/ui/copy-button.tsx'
import { Card } from '../../../../../components/ui/section.tsx'
import { startEnrollmentInput } from '../../../../../lib/enrollments/schema.ts'
import type { StartedEnrollment } from '../../../../../lib/enrollments/views.ts'
import { startEnrollmentAction } from '../actions.ts'

/** What the form offers: pools whose settings the enrollment can take over, and whether a group has to be named. */
export type StartOffers = {
  pools: readonly { id: string; name: string }[]
  /** The pool that the address names. */
  pool: string | null
  group: { required: boolean; searches: boolean; first: { id: string; name: string } | null }
  /** Whether the viewer may look at enrollments. */
  mayRead: boolean
}
type Started = Pick<StartedEnrollment, 'enrollmentId' | 'statusLink' | 'approvalCode'> & { qr: QrShape }

function Where({ pools, group }: StartOffers) {
  const hint = group.required
    ? 'You decide about people of your groups only: choose one of them, or a pool of one of them.'
    : 'They are in it once somebody approves. Whoever approves for this group decides.'
  return (
    <>
      {group.searches && (
        <GroupPicker name="groupId" label="Group" optional={!group.required || pools.length > 0} defaultGroup={group.first} hint={hint} />
      )}
      {pools.length > 0 && (
        <SelectField
          name="poolId"
          label="As if they came by the pool"
          hint="They then get what it gives, are asked what it asks, and take one of its places."
          options={[{ value: '', label: 'No pool' }, ...pools.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      )}
    </>
  )
}

const Fields = (offers: StartOffers) => (
  <>
    <TextField
      name="username"
      label="Username"
      hint="3 to 150 letters, digits and . _ + -. Nobody else can ever have it again."
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
    <TextField
      name="email"
      label="E-mail"
      type="email"
      optional
      hint="Without one they enter it themselves on their own page."
      autoComplete="off"
    />
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField name="firstName" label="First name" optional autoComplete="off" />
      <TextField name="lastName" label="Last name" optional autoComplete="off" />
    </div>
    <Where {...offers} />
    <div className="flex flex-wrap gap-2 pt-1">
      <SubmitButton>Start enrollment</SubmitButton>
      <ButtonLink href="/users">Cancel</ButtonLink>
    </div>
  </>
)

const Done = ({ started: { enrollmentId, statusLink, approvalCode, qr }, mayRead }: { started: Started; mayRead: boolean }) => (
  <Card className="grid gap-5">
    <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="rounded-sm">
      <h2 className="text-lg font-semibold">The enrollment has begun</h2>
      <p className="text-ink-soft">Nobody can sign in yet: an approver decides, and asks for the code.</p>
    </div>
    <div className="flex flex-wrap gap-x-6 gap-y-4">
      <QrDrawing
        shape={qr}
        label="QR code that opens the applicant’s own page"
        className="size-40 shrink-0 rounded-md border border-line"
      />
      <div className="grid min-w-0 flex-[1_1_16rem] content-start gap-4">
        <div className="grid gap-1">
          <p className="font-medium">The applicant’s own page</p>
          <CopyField value={statusLink} label="Link to the applicant’s own page" copyLabel="Copy link" />
          <p className="text-sm text-ink-faint">
            Hand over the link, or let them scan it. There they fill in what is missing and see how it goes.
          </p>
        </div>
        <div className="grid gap-1">
          <p className="font-medium">Approval code</p>
          <p className="font-mono text-xl font-semibold tracking-wide">{approvalCode}</p>
          <p className="text-sm text-ink-faint">Their page shows it too. Whoever approves types it in.</p>
        </div>
      </div>
    </div>
    <Callout tone="warning" title="Link and code are shown only now.">
      Whoever has the link acts as the applicant. You stay signed in as yourself.
    </Callout>
    <div className="flex flex-wrap gap-2">
      {mayRead && (
        <ButtonLink variant="primary" href={`/inbox/enrollments/${enrollmentId}`}>
          View enrollment
        </ButtonLink>
      )}
      {/* A plain link, so that the next form starts empty. */}
      <a
        href="/enrollments/new"
        className="inline-flex h-9 items-center rounded-md px-3 font-medium text-accent underline underline-offset-2"
      >
        Start another
      </a>
    </div>
  </Card>
)

function Steps(offers: StartOffers) {
  const { answer } = useFormAnswer()
  return answer?.ok ? <Done started={answer.result as Started} mayRead={offers.mayRead} /> : <Fields {...offers} />
}

/** Begins an enrollment for a username, then shows the applicant's link and the approval code in the form's place: once, also without client JavaScript. */
export const StartEnrollmentForm = (offers: StartOffers) => (
  <ActionForm schema={startEnrollmentInput} action={startEnrollmentAction} defaultValues={{ poolId: offers.pool ?? '' }}>
    <Steps {...offers} />
  </ActionForm>
)

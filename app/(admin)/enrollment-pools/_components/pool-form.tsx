'use client'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import {
  FurtherGroups,
  GivenRoles,
  NOTHING_GIVEN,
  TargetGroup,
  givingDefaults,
  type Given,
  type GivingOffers,
} from '../../../../components/enrollment-pools/giving-fields.tsx'
import { givingForm } from '../../../../components/enrollment-pools/pool-form.ts'
import { CERTIFICATE_WORDS, POOL_KIND_WORDS } from '../../../../components/enrollment-pools/pool-words.ts'
import { QuestionFields } from '../../../../components/enrollment-pools/question-fields.tsx'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { localTimeIn } from '../../../../lib/banners/rules-times.ts'
import type { FormAction } from '../../../../lib/core/form-state.ts'
import { createPoolInput, POOL_CERTIFICATES, POOL_KINDS, updatePoolInput, type PoolKind } from '../../../../lib/enrollment-pools/schema.ts'
import type { PoolDetail } from '../../../../lib/enrollment-pools/views.ts'
import { createPoolAction, updatePoolAction } from '../actions.ts'

const createForm = givingForm(createPoolInput)
const updateForm = givingForm(updatePoolInput)

type Setup = { offers: GivingOffers; timeZone: string }
type FormProps = Setup & {
  schema: z.ZodType
  action: FormAction
  hidden: Record<string, string | number>
  values: Record<string, unknown>
  /** What the pool is; null while it can still be chosen. */
  kind: PoolKind | null
  given: Given
  questions: number
  submitLabel: string
  cancelHref: string
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="grid min-w-0 gap-4 border-t border-line pt-4">
    <legend className="float-left mb-2 w-full text-lg font-semibold">{title}</legend>
    {children}
  </fieldset>
)

/** What the server says about lines as a whole, such as that somebody else changed them meanwhile. */
function Said({ about }: { about: readonly string[] }) {
  const { answer } = useFormAnswer()
  const sentences = answer?.ok === false ? about.flatMap((name) => answer.fields[name] ?? []) : []
  return sentences.map((sentence) => (
    <p key={sentence} className="text-sm text-danger">
      {sentence}
    </p>
  ))
}

/** What only one kind of pool has: shown by the chosen kind, without scripts too. */
const OnlyFor = ({ kind, chosen, children }: { kind: PoolKind; chosen: PoolKind | null; children: ReactNode }) => {
  if (chosen !== null) return chosen === kind && children
  const shown = {
    shared: 'hidden group-has-[option[value=shared]:checked]/pool:block has-[[aria-invalid]]:block',
    single_use: 'hidden group-has-[option[value=single_use]:checked]/pool:block has-[[aria-invalid]]:block',
  }
  return <div className={shown[kind]}>{children}</div>
}

function Basics({ kind, timeZone }: { kind: PoolKind | null; timeZone: string }) {
  return (
    <>
      <TextField name="name" label="Name" optional={false} maxLength={100} autoComplete="off" hint="Applicants read it above the form." />
      <TextAreaField name="welcome" label="Welcome" optional rows={3} hint="A few words above the form, such as who this is for." />
      {kind === null && (
        <SelectField
          name="kind"
          label="Links"
          options={POOL_KINDS.map((value) => ({ value, label: POOL_KIND_WORDS[value] }))}
          hint="One link that many people use, or many links for one person each. It stays as it is chosen here."
        />
      )}
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <OnlyFor kind="shared" chosen={kind}>
          <TextField
            name="quota"
            label="Quota"
            optional
            inputMode="numeric"
            autoComplete="off"
            hint="How many may enroll. Empty: no limit."
          />
        </OnlyFor>
        {kind === null && (
          <OnlyFor kind="single_use" chosen={kind}>
            <TextField
              name="links"
              label="How many links"
              optional={false}
              inputMode="numeric"
              autoComplete="off"
              hint="1 to 10,000. More can be added later."
            />
          </OnlyFor>
        )}
        <TextField
          name="expiresAt"
          type="datetime-local"
          label="Works until"
          optional
          hint={`${timeZone}. Empty: until it is paused or deleted.`}
        />
      </div>
    </>
  )
}

function WhoComesIn({ kind }: { kind: PoolKind | null }) {
  return (
    <>
      <TextAreaField
        name="domains"
        label="E-mail addresses at"
        optional
        rows={3}
        spellCheck={false}
        autoCapitalize="none"
        hint="Domains such as example.org, one per line; *.example.org for all below it. Empty: any address."
      />
      <CheckboxField name="needsApproval" label="Somebody approves each applicant" hint="They wait in the inbox until then." />
      <div className="grid gap-3 ps-7 group-has-[[name=needsApproval]:not(:checked)]/pool:hidden">
        <CheckboxField
          name="needsSecondApprover"
          label="A second person approves too"
          hint="Neither the owner of this pool nor whoever approved first."
        />
        <CheckboxField
          name="inPerson"
          label="The approver types in the applicant’s code"
          hint="Applicants show it on their phone: it proves that they stand there."
        />
      </div>
      <div className="hidden group-has-[[name=needsApproval]:not(:checked)]/pool:block">
        <Callout tone="warning" title="Whoever has the link comes in by themselves">
          Nobody looks at them first. They get what is chosen below in the name of the owner, as long as the owner may give it.
        </Callout>
      </div>
      <OnlyFor kind="shared" chosen={kind}>
        <CheckboxField name="listed" label="Show it on the sign-in page" hint="Everybody who finds this Gatehouse can use the link then." />
      </OnlyFor>
    </>
  )
}

function WhatTheyGet({ offers, given }: { offers: GivingOffers; given: Given }) {
  return (
    <>
      <TargetGroup
        offers={offers}
        given={given}
        hint={
          offers.limited
            ? 'One of your groups. Whoever approves people for it decides about them.'
            : 'They are in it once approved, and whoever approves people for it decides. Empty: administrators decide.'
        }
      />
      <FurtherGroups offers={offers} given={given} />
      <Said about={['group', 'groups', 'groupIds']} />
      <GivenRoles offers={offers} given={given} />
      <Said about={['roles']} />
      <TextAreaField
        name="extra"
        label="Extra values"
        optional
        rows={3}
        spellCheck={false}
        className="font-mono"
        hint='For your other programs: a JSON object such as {"site": "Berlin"}. It is kept with each user.'
      />
    </>
  )
}

function PoolForm({ schema, action, hidden, values, kind, given, questions, submitLabel, cancelHref, offers, timeZone }: FormProps) {
  return (
    <ActionForm
      schema={schema}
      action={action}
      hidden={{ ...hidden, timeZone }}
      defaultValues={{ ...values, ...givingDefaults(given, offers.searches) }}
      submitLabel={submitLabel}
      secondary={<ButtonLink href={cancelHref}>Cancel</ButtonLink>}
      className="group/pool min-w-0 gap-6"
    >
      <div className="grid gap-4">
        <Basics kind={kind} timeZone={timeZone} />
      </div>
      <Part title="Who may come in">
        <WhoComesIn kind={kind} />
      </Part>
      <Part title="What they get">
        <WhatTheyGet offers={offers} given={given} />
      </Part>
      <Part title="What they are asked">
        <p className="text-ink-soft">
          Everybody gives a username, an e-mail address and their name. {questions > 0 && 'A question is taken out by emptying it.'}
        </p>
        <QuestionFields asked={questions} />
        <Said about={['questions']} />
        <TextAreaField name="terms" label="Terms" optional rows={4} hint="Applicants have to agree to them. Empty: nothing to agree to." />
      </Part>
      <Part title="Certificate">
        <SelectField
          name="certificate"
          label="They get a client certificate"
          options={POOL_CERTIFICATES.map((value) => ({ value, label: CERTIFICATE_WORDS[value] }))}
        />
      </Part>
    </ActionForm>
  )
}

const NEW = {
  kind: 'shared',
  needsApproval: 'true',
  needsSecondApprover: 'false',
  inPerson: 'false',
  listed: 'false',
  certificate: 'none',
}

/** Makes a pool whose owner is whoever makes it. Its link works at once. */
export const CreatePoolForm = (setup: Setup) => (
  <PoolForm
    {...setup}
    schema={createForm}
    action={createPoolAction}
    hidden={{}}
    values={NEW}
    kind={null}
    given={NOTHING_GIVEN}
    questions={0}
    submitLabel="Create pool"
    cancelHref="/enrollment-pools"
  />
)

function valuesOf(pool: PoolDetail, timeZone: string): Record<string, unknown> {
  const { name, welcome, terms, domains, extra, certificate, quota, expiresAt } = pool
  return {
    name,
    welcome,
    terms,
    certificate,
    domains: domains.join('\n'),
    extra: Object.keys(extra).length === 0 ? '' : JSON.stringify(extra, null, 2),
    quota: quota === null ? '' : String(quota),
    // Browsers leave whole minutes without seconds.
    expiresAt: expiresAt ? localTimeIn(timeZone, new Date(expiresAt)).replace(/:00$/, '') : '',
    needsApproval: String(pool.needsApproval),
    needsSecondApprover: String(pool.needsSecondApprover),
    inPerson: String(pool.needsApprovalCode),
    listed: String(pool.listed),
    ...Object.fromEntries(
      pool.questions.map(({ key, label, type, required, options }, n) => [
        `q${n + 1}`,
        { key, label, type, required: String(required), options: options.join('\n') },
      ]),
    ),
  }
}

/** Changes a pool. When somebody else saved in between, nothing is saved and what was typed stays. */
export function EditPoolForm({ pool, ...setup }: Setup & { pool: PoolDetail }) {
  const values = valuesOf(pool, setup.timeZone)
  const roles = pool.roles.map(({ roleId, reachGroupId, reach }) => ({
    roleId,
    reachGroup: reachGroupId === null ? null : { id: reachGroupId, name: reach },
  }))
  return (
    <PoolForm
      {...setup}
      schema={updateForm}
      action={updatePoolAction}
      hidden={{ poolId: pool.id, version: pool.version, expiresWas: String(values.expiresAt) }}
      values={values}
      kind={pool.kind}
      given={{ group: pool.group, groups: pool.groups, roles }}
      questions={pool.questions.length}
      submitLabel="Save changes"
      cancelHref={`/enrollment-pools/${pool.id}`}
    />
  )
}

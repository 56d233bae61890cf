'use client'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { z } from 'zod'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { GroupPicker } from '../../../../components/groups/group-picker.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { localTimeIn } from '../../../../lib/banners/rules-times.ts'
import type { BannerDetail } from '../../../../lib/banners/queries.ts'
import { createBannerInput, updateBannerInput } from '../../../../lib/banners/schema.ts'
import type { FormAction } from '../../../../lib/core/form-state.ts'
import { createBannerAction, updateBannerAction } from '../actions.ts'
import { BannerPreview, draftOf, type Draft } from './banner-preview.tsx'
import { AUDIENCE_WORDS, KIND_WORDS } from './banner-words.ts'

type Offered = {
  roles: readonly { id: string; name: string }[]
  /** Whether groups can be searched for; otherwise their name has to be known. */
  searchesGroups: boolean
  timeZone: string
}

const optionsOf = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

const NEW = { kind: 'info', title: '', message: '', link: '', linkText: '', dismissible: 'true', audience: 'everyone' }

const valuesOf = (banner: BannerDetail, timeZone: string) => ({
  kind: banner.kind,
  title: banner.title,
  message: banner.message,
  link: banner.link,
  linkText: banner.linkText,
  dismissible: String(banner.dismissible),
  audience: banner.audience,
  audienceRoleId: banner.audienceRoleId ?? '',
  paths: banner.paths.join('\n'),
  startsAt: banner.startsAt ? localTimeIn(timeZone, new Date(banner.startsAt)) : '',
  endsAt: banner.endsAt ? localTimeIn(timeZone, new Date(banner.endsAt)) : '',
})

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="grid gap-4 border-t border-line pt-4">
    <legend className="float-left mb-2 w-full text-lg font-semibold">{title}</legend>
    {children}
  </fieldset>
)

function Whom({ roles, searchesGroups, group }: Offered & { group: { id: string; name: string } | null }) {
  const groupField = { name: 'audienceGroup', label: 'Group', optional: false }
  return (
    <>
      <SelectField name="audience" label="For" options={optionsOf(AUDIENCE_WORDS)} />
      <div className="hidden group-has-[option[value=role]:checked]/banner:block">
        <SelectField
          name="audienceRoleId"
          label="Role"
          options={[{ value: '', label: 'Choose a role' }, ...roles.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </div>
      <div className="hidden group-has-[option[value=group]:checked]/banner:block">
        {searchesGroups ? (
          <GroupPicker {...groupField} defaultGroup={group} />
        ) : (
          <TextField {...groupField} hint="The exact name of a group that you are in." autoComplete="off" />
        )}
      </div>
      <TextAreaField
        name="paths"
        label="Only on pages under"
        optional
        rows={3}
        spellCheck={false}
        hint="Paths such as /users or /account/sessions, one per line. Empty: every page."
      />
    </>
  )
}

const When = ({ timeZone }: { timeZone: string }) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <TextField
      name="startsAt"
      type="datetime-local"
      step={1}
      label="From"
      optional
      hint={`${timeZone}. Empty: as soon as it is enabled.`}
    />
    <TextField name="endsAt" type="datetime-local" step={1} label="Until" optional hint={`${timeZone}. Empty: until it is disabled.`} />
  </div>
)

type FormProps = Offered & {
  schema: z.ZodType
  action: FormAction
  hidden: Record<string, string | number>
  values: Record<string, string>
  group: { id: string; name: string } | null
  submitLabel: string
  cancelHref: string
  showAgain?: ReactNode
}

function BannerForm({ schema, action, hidden, values, group, submitLabel, cancelHref, showAgain, ...offered }: FormProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf((name) => values[name] ?? ''))
  const onInput = ({ target }: FormEvent) => {
    const form = target instanceof Element && target.closest('form')
    if (!form) return
    const fields = new FormData(form)
    setDraft(draftOf((name) => String(fields.get(name) ?? '')))
  }
  return (
    <div onInput={onInput} className="grid min-w-0 gap-6 xl:grid-cols-[minmax(0,640px)_minmax(0,1fr)] xl:items-start">
      <BannerPreview draft={draft} />
      <ActionForm
        schema={schema}
        action={action}
        hidden={{ ...hidden, timeZone: offered.timeZone }}
        defaultValues={values}
        submitLabel={submitLabel}
        secondary={<ButtonLink href={cancelHref}>Cancel</ButtonLink>}
        className="group/banner min-w-0"
      >
        <SelectField name="kind" label="Kind" options={optionsOf(KIND_WORDS)} />
        <TextField name="title" label="Title" optional={false} maxLength={500} autoComplete="off" />
        <TextAreaField name="message" label="Message" optional={false} rows={4} hint="Plain text, at most 1,000 characters." />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="link" label="Link" type="url" optional placeholder="https://" autoComplete="off" hint="Opens in a new tab." />
          <TextField name="linkText" label="Text of the link" optional autoComplete="off" hint="Empty: the name of its site." />
        </div>
        <CheckboxField name="dismissible" label="Can be dismissed" hint="Each reader can take it away for good, until it changes." />
        {showAgain}
        <Part title="Who sees it, and where">
          <Whom {...offered} group={group} />
        </Part>
        <Part title="When">
          <When timeZone={offered.timeZone} />
        </Part>
      </ActionForm>
    </div>
  )
}

/** Makes a banner, with what it will look like beside it. Nobody sees it until it is enabled on its own page. */
export const CreateBannerForm = (offered: Offered) => (
  <BannerForm
    {...offered}
    schema={createBannerInput}
    action={createBannerAction}
    hidden={{}}
    values={NEW}
    group={null}
    submitLabel="Create banner"
    cancelHref="/banners"
  />
)

/** Changes a banner. When somebody else saved in between, nothing is saved and what was typed stays. */
export function EditBannerForm({ banner, ...offered }: Offered & { banner: BannerDetail }) {
  const { id, name } = { id: banner.audienceGroupId, name: banner.audienceName }
  return (
    <BannerForm
      {...offered}
      schema={updateBannerInput}
      action={updateBannerAction}
      hidden={{ bannerId: banner.id, version: banner.version }}
      values={{ ...valuesOf(banner, offered.timeZone), audienceGroup: (offered.searchesGroups ? id : name) ?? '' }}
      group={id !== null && name !== null ? { id, name } : null}
      submitLabel="Save changes"
      cancelHref={`/banners/${banner.id}`}
      showAgain={
        banner.dismissed > 0 && (
          <CheckboxField
            name="showAgain"
            label="Show it again to those who dismissed it"
            hint="Happens by itself when the kind, a text or the link changes."
          />
        )
      }
    />
  )
}

'use client'
import { useFormMetadata } from '@conform-to/react'
import type { ReactNode } from 'react'
import { Combobox, type Offer } from '../ui/combobox.tsx'
import { Field } from '../ui/field.tsx'
import { useFormField } from './use-form-field.ts'

/** What `core/fields.ts` says of a text that is no id: people are told what to do instead. */
const NO_ID = 'This is not an id.'

/**
 * A field of an `ActionForm` that searches and sends the id of what is chosen; without client JavaScript a text field that sends what is
 * typed. `chosen` is what is in force at first. `useOffer` is a hook, so it must stay the same; `unchosen` is said of a text that was typed
 * and not chosen.
 */
export function SearchField({
  name,
  label,
  hint,
  optional,
  placeholder,
  chosen,
  useOffer,
  unchosen,
}: {
  name: string
  label: string
  hint?: ReactNode
  optional?: boolean | undefined
  placeholder?: string | undefined
  chosen?: { value: string; text: string } | null | undefined
  useOffer: (q: string) => Offer
  unchosen: string
}) {
  const form = useFormMetadata()
  const { key, id, errors, required, initial, control } = useFormField(name, hint)
  const kept = typeof initial === 'string' && initial !== chosen?.value ? initial : null
  const isOptional = optional ?? !required
  const start = kept === null && chosen ? chosen : { value: null, text: kept ?? '' }
  return (
    <Field id={id} label={label} hint={hint} errors={errors?.map((error) => (error === NO_ID ? unchosen : error))} optional={isOptional}>
      <Combobox
        key={key}
        control={{ ...control, required: isOptional ? undefined : true }}
        label={label}
        placeholder={placeholder}
        start={start}
        useOffer={useOffer}
        // The browser tells nobody that a hidden field has changed.
        onChosen={() => form.validate({ name })}
      />
    </Field>
  )
}

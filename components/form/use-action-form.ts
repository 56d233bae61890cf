'use client'
import { useForm } from '@conform-to/react'
import { getZodConstraint } from '@conform-to/zod/v4'
import { unstable_rethrow } from 'next/navigation'
import { useActionState, useEffect, useRef, useState, useTransition, type RefObject, type SubmitEvent } from 'react'
import type { z } from 'zod'
import { nested, type FormAction, type FormRefusal, type FormState } from '../../lib/core/form-state.ts'
import { toast } from '../ui/toast.tsx'
import { parseForm } from './parse-form.ts'

export type ActionFormOptions = {
  schema: z.ZodType
  action: FormAction
  defaultValues?: Record<string, unknown> | undefined
  id?: string | undefined
  resetOnSuccess?: boolean | undefined
  /** Success leaves the dialog around the form open, because the answer has something to show. */
  staysOpen?: boolean | undefined
  onSuccess?: ((result: unknown) => void) | undefined
}

const unreachable: FormRefusal = {
  ok: false,
  code: 'UNAVAILABLE',
  message: 'There was no usable answer from the server, so this may not have been saved. What you typed is still here: try again.',
  fields: {},
  values: {},
}

/** The object that a schema takes, when it makes something else of it: only that says which fields are required. */
function taken(schema: z.ZodType): z.ZodType {
  const { in: inner } = schema as { in?: z.ZodType }
  return inner ? taken(inner) : schema
}

/**
 * The life of one form: checks on leaving a field, submission, the answer, the focus afterwards. With client JavaScript nothing that was
 * typed is ever taken out of the page by a refusal, a lost connection or a server fault; without it the answer's `values` bring it back.
 */
export function useActionForm({ schema, action, defaultValues, id, resetOnSuccess, staysOpen, onSuccess }: ActionFormOptions) {
  const [arrived, formAction] = useActionState(action, null)
  const [answered, setAnswered] = useState<FormState>(null)
  const [pending, startTransition] = useTransition()
  const formRef = useRef<HTMLFormElement>(null)
  const answer = answered ?? arrived
  const fromPage = answered === null && arrived !== null
  const [form] = useForm<Record<string, string | string[]>>({
    ...(id ? { id } : {}),
    defaultValue: (arrived?.ok === false ? nested(arrived.values) : (defaultValues ?? {})) as Record<string, string>,
    constraint: getZodConstraint(taken(schema)),
    shouldValidate: 'onBlur',
    shouldRevalidate: 'onInput',
    onValidate: ({ formData }) => parseForm(formData, schema) as never,
  })

  const submit = async (fields: FormData) => {
    let next: FormState
    try {
      next = await action(answer, fields)
    } catch (error) {
      unstable_rethrow(error)
      console.error(error)
      next = unreachable
    }
    // Said here and not in an effect: a successful action often removes the form that asked for it.
    if (next?.ok && next.message) toast(next.message)
    startTransition(() => setAnswered(next))
    if (next?.ok) onSuccess?.(next.result)
  }

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    form.onSubmit(event)
    if (event.defaultPrevented) return
    event.preventDefault() // React would empty the fields after its own submission
    const fields = new FormData(event.currentTarget, event.nativeEvent.submitter)
    startTransition(() => submit(fields))
  }

  useAfterAnswer(formRef, answer, resetOnSuccess, staysOpen)
  return { form, formRef, formAction, onSubmit, answer, fromPage, pending }
}

/** A refusal leads to its first field, else to the summary; success closes the dialog around the form. */
function useAfterAnswer(formRef: RefObject<HTMLFormElement | null>, answer: FormState, resetOnSuccess = false, staysOpen = false) {
  useEffect(() => {
    const form = formRef.current
    if (!form || !answer) return
    const dialog = form.closest('dialog')
    if (answer.ok) {
      if (resetOnSuccess) form.reset()
      if (dialog?.open && !staysOpen) dialog.close()
      return
    }
    if (dialog && !dialog.open) dialog.showModal()
    const wrong = answer.reason === 'REAUTHENTICATE' ? ['confirmPassword'] : Object.keys(answer.fields)
    const first = [...form.elements].find((element) => isVisibleField(element) && wrong.includes(element.name))
    const target = first ?? form.querySelector('[data-form-error]')
    if (target instanceof HTMLElement) target.focus()
  }, [formRef, answer, resetOnSuccess, staysOpen])
}

const isVisibleField = (element: Element): element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement =>
  (element instanceof HTMLInputElement && element.type !== 'hidden') ||
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement

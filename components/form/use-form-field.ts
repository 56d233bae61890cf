'use client'
import { useField } from '@conform-to/react'
import type { ReactNode } from 'react'
import { fieldControlProps } from '../ui/field.tsx'
import { useFormAnswer } from './form-answer.ts'

/**
 * One field of the `ActionForm` around: its id, starting value, whether the schema requires it, and its errors. An error of the server
 * stays as long as the value it was about is unchanged, also while the browser's own checks run.
 */
export function useFormField(name: string, hint?: ReactNode) {
  const [field] = useField<string | string[]>(name)
  const { answer } = useFormAnswer()
  const errors = field.errors ?? serverErrors()
  const required = field.required === true

  function serverErrors(): string[] | undefined {
    if (answer?.ok !== false) return undefined
    const about = answer.values[name]
    return about === undefined || same(about, field.value) ? answer.fields[name] : undefined
  }

  return {
    key: field.key,
    id: field.id,
    errors,
    required,
    initial: field.initialValue,
    control: { ...fieldControlProps({ id: field.id, hint, errors }), name, required: required || undefined },
  }
}

/** An empty check box is sent as "false", and the form knows nothing of it; a ticked one is "on" there. Lines are sent with CR and LF. */
const plain = (value: unknown) =>
  value === 'on' ? 'true' : value === 'false' || value == null ? '' : typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value
const same = (sent: string | string[], now: unknown) => JSON.stringify([sent].flat().map(plain)) === JSON.stringify([now].flat().map(plain))

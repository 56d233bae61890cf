'use client'
import { FormProvider } from '@conform-to/react'
import type { MouseEvent, ReactNode } from 'react'
import type { FormRefusal } from '../../lib/core/form-state.ts'
import type { ButtonVariant } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { cx } from '../ui/classes.ts'
import { FormAnswerContext } from './form-answer.ts'
import { ConfirmYourself } from './confirm-yourself.tsx'
import { FormError } from './form-error.tsx'
import { SubmitButton } from './submit-button.tsx'
import { useActionForm, type ActionFormOptions } from './use-action-form.ts'

type ActionFormProps = ActionFormOptions & {
  /**
   * Fields that nobody sees: ids and versions. They follow the props when the page is refreshed, but not after a refusal: then they are
   * what the answer says, so that a version seen by nobody is never sent.
   */
  hidden?: Record<string, string | number> | undefined
  /** The verb on the button; leave it out to place a `SubmitButton` yourself among the children. */
  submitLabel?: ReactNode
  submitVariant?: ButtonVariant | undefined
  submitDisabledReason?: string | null | undefined
  /** What stands beside the button: a cancel link or `DialogClose`. */
  secondary?: ReactNode
  className?: string | undefined
  children?: ReactNode
}

/**
 * A form over one action and the schema of its operation: checks on leaving a field, keeps what was typed after a refusal, focuses the
 * first wrong field, reads the answer to screen readers, and works the same without client JavaScript. Fields are the components of
 * `fields.tsx`, by the names of the schema.
 */
export function ActionForm({
  hidden = {},
  submitLabel,
  submitVariant = 'primary',
  submitDisabledReason,
  secondary,
  className,
  children,
  ...options
}: ActionFormProps) {
  const { form, formRef, formAction, onSubmit, answer, fromPage, pending } = useActionForm(options)
  const refusal = answer?.ok === false ? answer : null
  const strays = Object.entries({ ...form.allErrors, ...refusal?.fields }).filter(([name]) => name === '' || name in hidden)
  const confirm = refusal?.reason === 'REAUTHENTICATE' && <ConfirmYourself id={form.id} />
  return (
    <FormProvider context={form.context}>
      <FormAnswerContext value={{ answer, pending }}>
        <form
          ref={formRef}
          id={form.id}
          action={formAction}
          onSubmit={onSubmit}
          onMouseDown={keepFocus}
          noValidate
          aria-busy={pending}
          data-answered={fromPage ? '' : undefined}
          className={cx('grid max-w-160 gap-4', className)}
        >
          {Object.entries(hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={kept(refusal, name) ?? value} readOnly />
          ))}
          <FormError
            refusal={pending ? null : refusal}
            wrong={form.status === 'error' ? Object.keys(form.allErrors).length : 0}
            more={strays.flatMap(([, errors]) => errors)}
            autoFocus={fromPage}
          />
          {fromPage && answer?.ok && answer.message && (
            <Callout tone="success" role="status">
              {answer.message}
            </Callout>
          )}
          {/* Always above the button, wherever that is. */}
          {submitLabel == null && confirm}
          {children}
          {submitLabel != null && confirm}
          {submitLabel != null && (
            <div className="flex flex-wrap gap-2 pt-1">
              <SubmitButton variant={submitVariant} disabledReason={submitDisabledReason}>
                {submitLabel}
              </SubmitButton>
              {secondary}
            </div>
          )}
        </form>
      </FormAnswerContext>
    </FormProvider>
  )
}

/**
 * A pressed button or link leaves the focus where it is. Otherwise the field that loses it would be checked first, its error would move the
 * button away from under the pointer, and the click would meet nothing.
 */
function keepFocus(event: MouseEvent<HTMLFormElement>) {
  if (event.target instanceof Element && event.target.closest('button, a')) event.preventDefault()
}

function kept(refusal: FormRefusal | null, name: string): string | undefined {
  const value = refusal?.values[name]
  return typeof value === 'string' ? value : undefined
}

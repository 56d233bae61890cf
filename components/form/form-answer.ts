'use client'
import { createContext, use } from 'react'
import type { FormState } from '../../lib/core/form-state.ts'

/** What the form around knows: the last answer and whether a submission is under way. */
export const FormAnswerContext = createContext<{ answer: FormState; pending: boolean }>({ answer: null, pending: false })

/** The last answer of the `ActionForm` around this component, `null` before the first; `pending` while the next one is awaited. */
export const useFormAnswer = () => use(FormAnswerContext)

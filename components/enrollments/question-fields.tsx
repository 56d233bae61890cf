'use client'
import type { Question } from '../../lib/enrollments/views.ts'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../form/fields.tsx'

function QuestionField({ question: { key, label, type, required, options } }: { question: Question }) {
  const common = { name: `answers.${key}`, label }
  if (type === 'checkbox') return <CheckboxField {...common} />
  if (type === 'choice') {
    const none = { value: '', label: required ? 'Choose…' : 'No answer' }
    return <SelectField {...common} options={[none, ...options.map((value) => ({ value, label: value }))]} />
  }
  const long = type === 'text'
  return long ? (
    <TextAreaField {...common} optional={!required} maxLength={2_000} />
  ) : (
    <TextField {...common} optional={!required} maxLength={500} autoComplete="off" />
  )
}

/** The questions of a pool as fields of the `ActionForm` around, which sends them as `answers.KEY`. */
export const QuestionFields = ({ questions }: { questions: readonly Question[] }) =>
  questions.map((question) => <QuestionField key={question.key} question={question} />)

'use client'
import { useField } from '@conform-to/react'
import { QUESTION_TYPES } from '../../lib/enrollment-pools/schema.ts'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../form/fields.tsx'
import { GrowingList } from './growing-list.tsx'
import { MOST_LINES } from './pool-form.ts'
import { QUESTION_TYPE_WORDS } from './pool-words.ts'

const TYPES = QUESTION_TYPES.map((value) => ({ value, label: QUESTION_TYPE_WORDS[value] }))

/** Answers are kept under the key, so a question that is worded anew keeps it. */
function Key({ name }: { name: string }) {
  const [{ initialValue }] = useField<string>(name)
  return initialValue ? <input type="hidden" name={name} value={String(initialValue)} readOnly /> : null
}

const Question = ({ n }: { n: number }) => (
  <fieldset className="group/question grid gap-3 rounded-md border border-line p-4">
    <legend className="px-1 font-medium">Question {n}</legend>
    <Key name={`q${n}.key`} />
    <div className="grid items-start gap-3 sm:grid-cols-[2fr_1fr]">
      <TextField name={`q${n}.label`} label="Question" optional={false} autoComplete="off" maxLength={200} />
      <SelectField name={`q${n}.type`} label="Answer" options={TYPES} />
    </div>
    {/* Shown by the chosen kind of answer, without scripts too; and whenever something is wrong with it. */}
    <div className="hidden group-has-[option[value=choice]:checked]/question:block has-[[aria-invalid]]:block">
      <TextAreaField name={`q${n}.options`} label="Options" optional={false} rows={4} hint="One per line, at least two." />
    </div>
    <CheckboxField name={`q${n}.required`} label="Has to be answered" hint="A check box then has to be ticked." />
  </fieldset>
)

/** The questions of a pool, inside its form. `asked` are there already; one whose text is emptied is taken out. */
export const QuestionFields = ({ asked }: { asked: number }) => (
  <GrowingList shown={asked} most={MOST_LINES.questions} add={asked === 0 ? 'Add a question' : 'Add another question'}>
    {(n) => <Question n={n} />}
  </GrowingList>
)

import { z } from 'zod'
import { line } from '../core/fields.ts'
import { plural } from '../core/format.ts'
import { MOST_FIELDS, type EDITINGS, type FieldType, type VISIBILITIES } from './schema.ts'

/** A field of users that administrators defined. */
export type FieldDefinition = {
  id: string
  key: string
  label: string
  description: string
  type: FieldType
  choices: string[]
  required: boolean
  visibleTo: (typeof VISIBILITIES)[number]
  editableBy: (typeof EDITINGS)[number]
  position: number
}
/** A value as it leaves the database: numbers as decimal text, days as `2026-03-14`; null where there is none. */
export type FieldValue = string | boolean | null
/** A field with the value that one user has in it. */
export type FieldOfUser = FieldDefinition & { value: FieldValue }

type Why = { reason: string; message: string } | null

/** How long a text can be, in characters. */
export const TEXT_LIMIT = 500

/** A decimal number in one spelling: no leading or trailing zeros, no "-0". At most 20 digits before the point and 10 after it. */
const decimal = z
  .string()
  .regex(/^[+-]?(\d{1,20}(\.\d{1,10})?|\.\d{1,10})$/, 'Enter a number such as 12 or -3.5: at most 20 digits, and 10 after the point.')
  .transform((text) => {
    const [, sign = '', whole = '', rest = ''] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? []
    const number = `${whole || '0'}${rest ? `.${rest}` : ''}`
    return sign === '-' && number !== '0' ? `-${number}` : number
  })

const day = z.iso.date('Enter a date such as 2026-03-14.').refine((text) => !text.startsWith('0000'), 'Enter a date such as 2026-03-14.')

/** A yes or no; nothing else that could be meant is guessed at. */
const yesNo = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false', 'yes', 'no', 'on', 'off', '1', '0'], { error: 'Say yes or no.' }))
  .transform((text) => ['true', 'yes', 'on', '1'].includes(text))

/** What a value that is there must be like, from text as people type it. */
function typed({ type, choices }: Pick<FieldDefinition, 'type' | 'choices'>): z.ZodType<string | boolean, string> {
  if (type === 'text') return line(TEXT_LIMIT)
  if (type === 'number') return decimal
  if (type === 'date') return day
  if (type === 'boolean') return yesNo
  return z.string().refine((text) => choices.includes(text), `Choose one of: ${choices.join(', ')}.`)
}

/**
 * The rule for one value: text, number or yes/no as forms, files and programs send it becomes the value as it is kept, and empty text or
 * null becomes null, which is refused for a required field. The same rule runs in browsers and in the operations.
 */
export function valueSchema(definition: Pick<FieldDefinition, 'type' | 'choices' | 'required'>): z.ZodType<FieldValue | undefined> {
  const value = z
    .union([z.string(), z.number(), z.boolean(), z.null()], { error: 'Fill this in.' })
    .transform((given) => (given === null ? '' : String(given).trim()))
  const empty = definition.required ? value.refine((text) => text !== '', 'Fill this in.') : value
  const full = empty.transform((text, context): FieldValue => {
    if (text === '') return null
    const result = typed(definition).safeParse(text)
    if (result.success) return result.data
    for (const { message } of result.error.issues) context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  return definition.required ? full : full.optional()
}

/** The input of a form that shows these fields, for checking it in the browser: the operation's own with a rule for each of the values. */
export const withFields = <S extends z.ZodObject>(schema: S, definitions: readonly FieldDefinition[]) =>
  definitions.length === 0
    ? schema
    : schema.extend({ fields: z.strictObject(Object.fromEntries(definitions.map((each) => [each.key, valueSchema(each)]))) })

/** What the user themselves see of the fields. */
export const seenByUser = ({ visibleTo }: Pick<FieldDefinition, 'visibleTo'>) => visibleTo !== 'administrators'
/** What the user themselves may change: who cannot see a value cannot change it either. */
export const editedByUser = (definition: Pick<FieldDefinition, 'visibleTo' | 'editableBy'>) =>
  seenByUser(definition) && definition.editableBy === 'user'

/** A value as screens say it; null where there is none. Days as "14 Mar 2026", yes and no as words. */
export function shownValue(type: FieldType, value: FieldValue | undefined): string | null {
  if (value === null || value === undefined) return null
  if (type === 'boolean') return value === true || value === 'true' ? 'Yes' : 'No'
  if (type !== 'date') return String(value)
  return new Date(`${String(value)}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
}

/** Why there cannot be one more field, or null. */
export const whyNotOneMore = (fields: number): Why =>
  fields < MOST_FIELDS
    ? null
    : {
        reason: 'TOO_MANY_FIELDS',
        message: `There are ${MOST_FIELDS} fields, which is the most there can be. Delete one first; nothing was saved.`,
      }

/** Why a field cannot get another type, or null: values that exist would not fit. */
export const whyNotRetype = (values: number): Why =>
  values === 0
    ? null
    : {
        reason: 'HAS_VALUES',
        message: `${plural(values, 'user')} ${values === 1 ? 'has' : 'have'} a value in this field, so its type stays. Nothing was changed; define another field instead.`,
      }

/** Why choices cannot be removed, or null: so many users have them, and nobody said what they get instead. */
export function whyNotRemoveChoices(used: readonly { choice: string; users: number }[]): Why {
  if (used.length === 0) return null
  const said = used.map(({ choice, users }) => `“${choice}” is the value of ${plural(users, 'user')}`).join(', ')
  return {
    reason: 'CHOICE_IN_USE',
    message: `${said}. Nothing was changed. Keep the choice, or say which of the remaining ones these users get instead.`,
  }
}

/** Why a field cannot be deleted, or null. */
export const whyNotDelete = ({ key }: { key: string }, typedKey: string): Why =>
  typedKey === key
    ? null
    : { reason: 'NOT_CONFIRMED', message: 'What you typed is not the key of this field. Nothing was deleted. Type it exactly as shown.' }

/** What does not fit together in a definition, as a sentence per field; empty when all does. */
export function misfits(field: Pick<FieldDefinition, 'type' | 'choices' | 'visibleTo' | 'editableBy'>): Record<string, string[]> {
  return {
    ...(field.type === 'choice' && field.choices.length === 0 ? { choices: ['Enter at least one choice.'] } : {}),
    ...(field.type !== 'choice' && field.choices.length > 0 ? { choices: ['Only fields of the type “Choice” have choices.'] } : {}),
    ...(field.editableBy === 'user' && field.visibleTo === 'administrators'
      ? { editableBy: ['Users cannot change what they do not see. Let them see it, or leave changes to administrators.'] }
      : {}),
  }
}

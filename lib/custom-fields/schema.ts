import { z } from 'zod'
import { flag, id, line, version } from '../core/fields.ts'

/** The types of extra fields. `boolean` is a yes or no; none of the types has a default. */
export const FIELD_TYPES = ['text', 'number', 'date', 'choice', 'boolean'] as const
export type FieldType = (typeof FIELD_TYPES)[number]
/** Who sees a value: whoever may view the user; the user as well; everyone who is signed in. Each includes those before it. */
export const VISIBILITIES = ['administrators', 'user', 'everyone'] as const
/** Who changes a value: whoever may edit the user; the user as well. */
export const EDITINGS = ['administrators', 'user'] as const
/** So many fields there can be. */
export const MOST_FIELDS = 100
/** So many choices a field can have. */
export const MOST_CHOICES = 100

/** How programs, files and filters call a field: 2–50 lower-case letters, digits and _, beginning with a letter. Never changed. */
export const fieldKey = z
  .string({ error: 'Enter a key.' })
  .trim()
  .min(2, 'At least 2 characters.')
  .max(50, 'At most 50 characters.')
  .regex(/^[a-z][a-z0-9_]*$/, 'Lower-case letters, digits and _, beginning with a letter.')

const label = line(80).refine((text) => text.length > 0, 'Enter a label.')
const oneChoice = line(100)

/** The choices of a field: a list, or text with one per line. Empty lines are left out, the same twice (in any case) is refused. */
const choices = z
  .union([
    z
      .string()
      .max(20_000)
      .transform((text) => text.split(/\r\n?|\n/)),
    z.array(z.string().max(1_000)).max(2 * MOST_CHOICES),
  ])
  .transform((lines) => lines.map((text) => text.trim()).filter((text) => text !== ''))
  .pipe(
    z
      .array(oneChoice)
      .max(MOST_CHOICES, `At most ${MOST_CHOICES} choices.`)
      .refine((all) => new Set(all.map((each) => each.toLowerCase())).size === all.length, 'The same choice is there twice.'),
  )

const properties = {
  label,
  description: line(200),
  type: z.enum(FIELD_TYPES, { error: 'Choose a type.' }),
  choices,
  required: flag,
  visibleTo: z.enum(VISIBILITIES, { error: 'Choose who sees it.' }),
  editableBy: z.enum(EDITINGS, { error: 'Choose who may change it.' }),
  position: z.coerce.number({ error: 'Enter a number.' }).int().min(1, 'Begin at 1.').max(MOST_FIELDS, `At most ${MOST_FIELDS}.`),
}

/** A new field. Without a `position` it comes last. */
export const createCustomFieldInput = z.strictObject({
  key: fieldKey,
  ...properties,
  description: properties.description.default(''),
  choices: properties.choices.default([]),
  required: properties.required.default(false),
  visibleTo: properties.visibleTo.default('administrators'),
  editableBy: properties.editableBy.default('administrators'),
  position: properties.position.optional(),
})

/**
 * A change of a field: what is absent stays; the key never changes. `moveTo` is the choice that the users of removed choices get; without
 * it a choice that is used cannot be removed. `version` is the one that was seen.
 */
export const updateCustomFieldInput = z.strictObject({ fieldId: id, version, ...properties, moveTo: oneChoice }).partial({
  label: true,
  description: true,
  type: true,
  choices: true,
  required: true,
  visibleTo: true,
  editableBy: true,
  position: true,
  moveTo: true,
})

/** With `preview` nothing is deleted and the answer says how many values would go. Otherwise `key` is the confirmation, typed as it is. */
export const deleteCustomFieldInput = z.strictObject({ fieldId: id, key: z.string().max(100).default(''), preview: flag.default(false) })

export const noInput = z.strictObject({})
export const customFieldInput = z.strictObject({ fieldId: id })
export const fieldsOfUserInput = z.strictObject({ userId: id })
/** The value as it is typed in forms. At most 1,000 users; `after` is the `next` of the page before. */
export const usersByCustomFieldInput = z.strictObject({
  key: z.string().max(100),
  value: z.union([z.string().max(1_000), z.boolean(), z.number()]).transform(String),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: id.optional(),
})

/**
 * Values of extra fields as any input brings them, by key; each is checked by its field afterwards (`valueSchema`). Empty text or null takes
 * a value away, an absent key leaves it.
 */
export const givenFields = z.record(z.string().max(100), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]), {
  error: 'Send the values of extra fields by their keys.',
})
export type GivenFields = z.output<typeof givenFields>

import { changesBetween } from '../audit/events.ts'
import { AppError, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation, type MutationContext } from '../core/operation.ts'
import { refreshFields } from './read.ts'
import { misfits, whyNotDelete, whyNotOneMore, whyNotRemoveChoices, whyNotRetype, type FieldDefinition } from './rules.ts'
import { createCustomFieldInput, deleteCustomFieldInput, updateCustomFieldInput } from './schema.ts'
import {
  countChoices,
  countValues,
  deleteField,
  fieldForDefining,
  fieldsForDefining,
  moveChoice,
  renumber,
  type StoredField,
} from './steps-define.ts'

const targetOf = ({ id, label }: Pick<FieldDefinition, 'id' | 'label'>) => ({ type: 'custom-field' as const, id, label })

function insistOnFit(field: Parameters<typeof misfits>[0]) {
  const fields = misfits(field)
  if (Object.keys(fields).length) throw new AppError('INVALID', 'Nothing was changed. Check the highlighted fields.', { fields })
}

/**
 * Defines one more field of users: forms, the users list, files and the import have it from then on. A required field is asked for in forms;
 * users who have no value yet stay as they are. At most 100. A key or a label that another field has is a CONFLICT.
 */
export const createCustomField = defineMutation({
  name: 'createCustomField',
  permission: 'custom-field:define',
  input: createCustomFieldInput,
  async run({ tx, audit }, { position, ...field }) {
    insistOnFit(field)
    const fields = await fieldsForDefining(tx)
    refuse(whyNotOneMore(fields.length))
    const id = newId()
    await tx.customField.create({ data: { id, ...field, position: fields.length + 1 }, select: { id: true } })
    await renumber(tx, fields, { id }, position ?? fields.length + 1)
    await audit.record('custom-field.created', {
      target: targetOf({ id, label: field.label }),
      detail: { key: field.key, type: field.type },
      changes: Object.fromEntries(
        Object.entries(field).flatMap(([name, after]) =>
          name === 'key' || name === 'type' || after === '' ? [] : [[name, { before: null, after }]],
        ),
      ),
    })
    return { fieldId: id, key: field.key }
  },
  after: refreshFields,
})

const CHANGEABLE = ['label', 'description', 'type', 'choices', 'required', 'visibleTo', 'editableBy'] as const
type Definition = Pick<FieldDefinition, (typeof CHANGEABLE)[number]>

function insistOnVersion(field: StoredField, seen: number) {
  if (field.version === seen) return
  throw new AppError(
    'CONFLICT',
    'Somebody changed this field while you were editing. Nothing of yours was saved; check and save again to keep what you typed.',
    { reason: 'STALE', current: { version: field.version } },
  )
}

/** Sees to the values that would not fit any more: none for another type, and removed choices go to `moveTo` or stay. Gives how many moved. */
async function settleValues({ tx }: MutationContext, field: StoredField, after: Definition, moveTo: string | undefined): Promise<number> {
  if (after.type !== field.type) return (refuse(whyNotRetype(await countValues(tx, field))), 0)
  const removed = field.choices.filter((choice) => !after.choices.includes(choice))
  if (field.type !== 'choice' || removed.length === 0) return 0
  const used = await countChoices(tx, field, removed)
  if (moveTo === undefined) return (refuse(whyNotRemoveChoices(used)), 0)
  if (!after.choices.includes(moveTo))
    throw new AppError('INVALID', 'Nothing was changed. Check the highlighted fields.', {
      fields: { moveTo: ['Choose one of the choices that remain.'] },
    })
  let moved = 0
  for (const { choice } of used) moved += await moveChoice(tx, field, choice, moveTo)
  return moved
}

/**
 * Changes a field; its key never changes, and its type only while nobody has a value (RULE HAS_VALUES). A choice that users have is removed
 * only with `moveTo`, the choice that they get instead (RULE CHOICE_IN_USE says how many they are). Users without a value stay as they are
 * when the field becomes required. A stale `version` is a CONFLICT, reason STALE.
 */
export const updateCustomField = defineMutation({
  name: 'updateCustomField',
  permission: 'custom-field:define',
  input: updateCustomFieldInput,
  timeoutSeconds: 120,
  async run(context, { fieldId, version, moveTo, position, ...input }) {
    const { tx, audit } = context
    const { field, fields } = await fieldForDefining(tx, fieldId)
    insistOnVersion(field, version)
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<Definition>
    const wanted: Definition = { ...field, ...given }
    // A form that leaves the type of choices sends their list along.
    const after = wanted.type === 'choice' || input.type === undefined ? wanted : { ...wanted, choices: [] }
    insistOnFit(after)
    const moved = await settleValues(context, field, after, moveTo)
    const place = position === undefined ? field.position : await renumber(tx, fields, field, position)
    const changes = {
      ...changesBetween<Definition>(field, after, CHANGEABLE),
      ...(place === field.position ? {} : { position: { before: field.position, after: place } }),
    }
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { fieldId, version, moved })
    const edited = Object.fromEntries(CHANGEABLE.filter((name) => name in changes).map((name) => [name, after[name]]))
    await tx.customField.update({
      where: { id: fieldId },
      data: { ...edited, updatedAt: new Date(), version: { increment: 1 } },
      select: { id: true },
    })
    await audit.record('custom-field.updated', {
      target: targetOf({ ...field, ...after }),
      detail: { key: field.key, valuesMoved: moved, ...(moved && moveTo !== undefined ? { movedTo: moveTo } : {}) },
      changes,
    })
    return { fieldId, version: version + 1, moved }
  },
  after: refreshFields,
})

/**
 * Deletes a field and what all users have in it, for good. With `preview` nothing happens and the answer says how many values would go;
 * otherwise the key must be typed exactly (RULE NOT_CONFIRMED). The audit log keeps what it has recorded of the values.
 */
export const deleteCustomField = defineMutation({
  name: 'deleteCustomField',
  permission: 'custom-field:define',
  input: deleteCustomFieldInput,
  sensitive: true,
  timeoutSeconds: 60,
  async run({ tx, audit }, { fieldId, key, preview }) {
    const { field, fields } = await fieldForDefining(tx, fieldId)
    if (preview) return (audit.unchanged(), { key: field.key, values: await countValues(tx, field), deleted: false })
    refuse(whyNotDelete(field, key))
    const values = await deleteField(tx, field)
    const [next, ...rest] = fields.filter(({ id }) => id !== fieldId)
    if (next) await renumber(tx, rest, next, 1)
    await audit.record('custom-field.deleted', { target: targetOf(field), detail: { key: field.key, type: field.type, values } })
    return { key: field.key, values, deleted: true }
  },
  after: refreshFields,
})

import type { FieldDefinition } from '../../../../lib/custom-fields/rules.ts'

/** The words for each type, in the order in which they are offered. */
export const TYPE_WORDS: Record<FieldDefinition['type'], string> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  choice: 'Choice',
  boolean: 'Yes or no',
}
/** The words for who sees a value. */
export const VISIBLE_WORDS: Record<FieldDefinition['visibleTo'], string> = {
  administrators: 'Administrators only',
  user: 'The user as well',
  everyone: 'Everyone signed in',
}
/** The words for who may change a value. */
export const EDITABLE_WORDS: Record<FieldDefinition['editableBy'], string> = {
  administrators: 'Administrators only',
  user: 'The user as well',
}

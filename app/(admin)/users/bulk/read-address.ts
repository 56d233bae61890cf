import { BULK_ACTIONS, SETTABLE_FIELDS, type BulkAction } from '../../../../lib/bulk-runs/schema.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { unpackIds, type BulkSelection } from '../../../../components/bulk/bulk-address.ts'

type Raw = Record<string, string | string[] | undefined>

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

/** What each act has to be told before it can be previewed. */
const CHOICES: Partial<Record<BulkAction, readonly string[]>> = {
  grantRole: ['roleId', 'validUntil'],
  endRole: ['roleId'],
  setField: ['field', 'value'],
  passwordLinks: ['kind'],
}
const NEEDED: Partial<Record<BulkAction, string>> = { grantRole: 'roleId', endRole: 'roleId', setField: 'value', passwordLinks: 'kind' }

function selectionOf(raw: Raw): BulkSelection {
  if (one(raw.scope) === 'matching') return { search: one(raw.search) ?? '' }
  const userIds = [...unpackIds(one(raw.users) ?? ''), ...(raw.userIds === undefined ? [] : [raw.userIds].flat())]
  if (userIds.length === 0) throw new AppError('INVALID', 'Nobody is chosen. Go back to the list of users and choose at least one.')
  return { userIds }
}

/**
 * Reads the address of the page of an act: which act, whom it is for, what was chosen for it, and whether that is enough for a preview.
 * INVALID when it names no act or nobody; what is chosen is checked by the operation.
 */
export function readBulkAddress(raw: Raw) {
  const name = one(raw.action) ?? ''
  if (!Object.hasOwn(BULK_ACTIONS, name))
    throw new AppError('INVALID', 'This address does not say what is to be done. Choose users in the list, then an action.')
  const action = name as BulkAction
  const given = (CHOICES[action] ?? []).map((choice) => [choice, one(raw[choice])] as const)
  const choices = Object.fromEntries(
    given.flatMap(([choice, value]) => (value === undefined || (value === '' && choice !== 'value') ? [] : [[choice, value]])),
  )
  if (action === 'setField' && !Object.hasOwn(SETTABLE_FIELDS, choices.field ?? '')) choices.field = 'organisation'
  const needed = NEEDED[action]
  return {
    action,
    selection: selectionOf(raw),
    choices: choices as Record<string, string>,
    isReady: needed === undefined || needed in choices,
  }
}

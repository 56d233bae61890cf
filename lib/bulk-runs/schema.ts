import { z } from 'zod'
import { flag, id, line, reason } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import type { Permission } from '../core/permissions.ts'
import { validUntil, wantedRoleId } from '../roles/schema.ts'
import { bio, emailPrivacy, organisation, publicProfile, revocationReason, searchVisibility } from '../users/schema.ts'

/** How many users can be chosen one by one, and up to how many a run is done within the request that confirms it. */
export const AT_ONCE = 1_000
/** How many users one run takes. */
export const MOST_USERS = 1_000_000

/** The fields that can be set for many users at once, each with the rule of the single edit. */
export const SETTABLE_FIELDS = { organisation, bio, searchVisibility, emailPrivacy, publicProfile } as const
export type SettableField = keyof typeof SETTABLE_FIELDS

type Definition = {
  /** The permission of the same act on one user. */
  permission: Permission
  /** Asks for the password again before a run, as the single act does. A preview never does. */
  sensitive: boolean
  parameters: z.ZodRawShape
}
const define = <const T extends Record<string, Definition>>(definitions: T) => definitions

/** The number of users, typed as the confirmation: "4812" and "4,812" alike. */
const typedNumber = z
  .union([z.number(), z.string().trim().max(20)])
  .transform((typed) => String(typed).replace(/[\s,.'’]/g, ''))
  .pipe(z.string().regex(/^\d{1,7}$/, 'Type the number of users.'))
  .transform(Number)

/** Everything that can be done to many users at once: whose right it takes, and what it has to be told. */
export const BULK_ACTIONS = define({
  deactivate: { permission: 'user:deactivate', sensitive: true, parameters: { reason, revocationReason } },
  reactivate: { permission: 'user:deactivate', sensitive: false, parameters: { reason: line(500).default('') } },
  delete: { permission: 'user:delete', sensitive: true, parameters: { reason: line(500).default('') } },
  restore: { permission: 'user:delete', sensitive: false, parameters: {} },
  purge: { permission: 'user:purge', sensitive: true, parameters: { confirm: typedNumber.optional() } },
  grantRole: {
    permission: 'role:assign',
    sensitive: true,
    parameters: { roleId: wantedRoleId, reachGroupId: id.nullable().default(null), validUntil },
  },
  endRole: { permission: 'role:assign', sensitive: true, parameters: { roleId: wantedRoleId } },
  setField: {
    permission: 'user:update',
    sensitive: false,
    parameters: {
      field: z.enum(Object.keys(SETTABLE_FIELDS) as [SettableField, ...SettableField[]], { error: 'Choose a field.' }),
      value: z.union([z.string(), z.boolean()], { error: 'Enter a value.' }),
    },
  },
  passwordLinks: {
    permission: 'user:send-password-link',
    sensitive: true,
    parameters: { kind: z.enum(['invitation', 'reset'], { error: 'Choose invitation or reset.' }) },
  },
})
export type BulkAction = keyof typeof BULK_ACTIONS
/** All actions, in the order of menus. */
export const BULK_ACTION_NAMES = Object.keys(BULK_ACTIONS) as [BulkAction, ...BulkAction[]]

/** What an action is told, parsed: `{ reason }`, `{ roleId, reachGroupId, validUntil }`, `{ field, value }` and so on. */
export type BulkParameters<A extends BulkAction = BulkAction> = z.output<z.ZodObject<(typeof BULK_ACTIONS)[A]['parameters']>>

/** Which users: chosen one by one, or all that match a query of the users list, given as its query string. */
export type Selection = { kind: 'ids'; userIds: string[] } | { kind: 'matching'; search: string }

const userIds = z
  .union([id.transform((one) => [one]), z.array(id)])
  .transform((ids) => [...new Set(ids.map((one) => one.toLowerCase()))])
  .refine((ids) => ids.length > 0, 'Choose at least one user.')
  .refine(
    (ids) => ids.length <= AT_ONCE,
    `At most ${AT_ONCE.toLocaleString('en')} users can be chosen one by one. Choose all that match instead.`,
  )
const search = z.string().max(4_000)
const nested = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ids'), userIds }),
  z.strictObject({ kind: z.literal('matching'), search }),
])

const fixed = {
  selection: nested.optional(),
  userIds: userIds.optional(),
  search: search.optional(),
  /** Says what would happen and writes nothing. */
  preview: flag.default(false),
  /** The total that the preview showed. Another one by now: nothing is done. Needed for all that match. */
  expected: z.coerce.number().int().min(0).max(MOST_USERS).optional(),
}
type Fixed = z.output<z.ZodObject<typeof fixed>>

/** One of the three ways to say it; forms can send flat fields only. */
function selectionOf(input: Fixed): Selection | null {
  const given: Selection[] = [
    ...(input.selection ? [input.selection] : []),
    ...(input.userIds ? [{ kind: 'ids' as const, userIds: input.userIds }] : []),
    ...(input.search === undefined ? [] : [{ kind: 'matching' as const, search: input.search }]),
  ]
  return given.length === 1 ? (given[0] as Selection) : null
}

/** What a bulk operation is called with, once parsed. */
export type BulkInput<A extends BulkAction = BulkAction> = {
  selection: Selection
  preview: boolean
  expected: number | undefined
  parameters: BulkParameters<A>
}

/**
 * The input of one bulk action: `selection` (or the flat fields `userIds` or `search`, as forms send them), `preview`, `expected`, and the
 * action's own parameters beside them. A field's value is checked by the rule of that field.
 */
export function bulkInput<A extends BulkAction>(action: A) {
  return z.strictObject({ ...fixed, ...BULK_ACTIONS[action].parameters }).transform((input, context): BulkInput<A> => {
    const { selection: _nested, userIds: _ids, search: _search, preview, expected, ...parameters } = input as unknown as Fixed
    const selection = selectionOf(input as unknown as Fixed)
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (!selection) refuse('selection', 'Choose users, or all that match, and not both.')
    if (!preview && expected === undefined && selection?.kind === 'matching')
      refuse('expected', 'Say how many users you expect to match, as the preview shows it.')
    const given = parameters as { field?: SettableField; value?: unknown }
    if (given.field !== undefined) {
      const value = SETTABLE_FIELDS[given.field].safeParse(given.value)
      if (value.success) given.value = value.data
      else for (const issue of value.error.issues) refuse('value', issue.message)
    }
    if (!selection) return z.NEVER
    return { selection, preview, expected, parameters: parameters as BulkParameters<A> }
  })
}

export const runIdInput = z.strictObject({ runId: id })
export const undoBulkRunInput = z.strictObject({ runId: id, preview: flag.default(false) })
/** Carries a run on by `size` users; with `giveUp` they are passed over as failed, for users whom a fault keeps from being changed. */
export const continueBulkRunInput = z.strictObject({
  runId: id,
  size: z.number().int().min(1).max(AT_ONCE).optional(),
  giveUp: flag.default(false),
})
export const noInput = z.strictObject({})

export const RUN_STATUSES = ['QUEUED', 'RUNNING', 'DONE', 'CANCELLED'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]
export const ITEM_RESULTS = ['PENDING', 'CHANGED', 'UNCHANGED', 'SKIPPED'] as const
export type ItemResult = (typeof ITEM_RESULTS)[number]

/** One page of a run's results; `result` narrows it. Sorted by user, which is the order of the run. */
export const bulkResultsList = defineList({ sort: ['user'], filters: { result: z.enum(ITEM_RESULTS).optional() } })
export const listBulkResultsInput = z.strictObject({ runId: id, ...bulkResultsList.strict.shape })
/** The results of a run as a file: all, or those with one outcome. */
export const exportBulkResultsInput = z.strictObject({ runId: id, result: z.enum(ITEM_RESULTS).optional() })

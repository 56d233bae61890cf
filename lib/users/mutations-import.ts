import { can } from '../core/actor.ts'
import { defineMutation } from '../core/operation.ts'
import type { FieldDefinition } from '../custom-fields/rules.ts'
import { changedValues, checkValues, fieldsForWriting, storeValues } from '../custom-fields/steps.ts'
import { labelOf } from './rules.ts'
import { createUsersInput, importedUser } from './schema.ts'
import { placeNewUsers } from './steps-create.ts'
import { insertUsers, sortRows, type Row, type RowResult } from './steps-import.ts'

type Parsed = { valid: Row[]; invalid: RowResult[] }

function parseRows(users: readonly unknown[], extra: readonly FieldDefinition[], mayBringHashes: boolean): Parsed {
  const parsed: Parsed = { valid: [], invalid: [] }
  for (const [row, raw] of users.entries()) {
    const result = importedUser.safeParse(raw)
    const fields: Record<string, string[]> = {}
    if (result.success) {
      if (result.data.passwordHash && !mayBringHashes)
        fields.passwordHash = ['Password hashes are accepted by the import on the server’s command line only.']
      else {
        const { fields: given, ...user } = result.data
        const { values, problems } = checkValues(extra, given, { isNew: true })
        if (Object.keys(problems).length === 0) {
          parsed.valid.push({ row, user, values })
          continue
        }
        Object.assign(fields, problems)
      }
    } else {
      for (const issue of result.error.issues)
        for (const name of issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')])
          (fields[name] ??= []).push(issue.code === 'unrecognized_keys' ? 'This field is not known here.' : issue.message)
    }
    const message = Object.values(fields).flat().join(' ')
    parsed.invalid.push({ row, outcome: 'refused', message, fields })
  }
  return parsed
}

const LOST_RACE = 'Somebody took the username or e-mail address at the same moment.'

/**
 * Creates up to 1,000 users at once, set-based, each row by itself: `created`, `unchanged` (the same user was there) or `refused` with the
 * reason per field. No mail is sent. Rows are checked with the same schema as the form; a refused row never stops the others.
 */
export const createUsers = defineMutation({
  name: 'createUsers',
  permission: 'user:create',
  input: createUsersInput,
  timeoutSeconds: 60,
  async run({ actor, tx, audit }, { users, groupId }) {
    const extra = await fieldsForWriting(tx)
    const { valid, invalid } = parseRows(users, extra, can(actor, 'system:import-users'))
    const { create, decided } = await sortRows(tx, valid)
    const written = await insertUsers(tx, actor, create)
    const results: RowResult[] = create.map(({ row, id }) =>
      written.has(id)
        ? { row, outcome: 'created', userId: id }
        : { row, outcome: 'refused', message: LOST_RACE, fields: { username: [LOST_RACE] } },
    )
    const created = create.filter(({ id }) => written.has(id))
    await storeValues(
      tx,
      extra,
      created.map(({ id, values }) => ({
        userId: id,
        values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
      })),
    )
    if (created.length) await placeNewUsers(tx, actor, [...written], groupId)
    if (created.length === 0) audit.unchanged()
    await audit.recordMany(
      'user.created',
      created.map(({ id, values, user: { passwordHash: _secret, ...user } }) => ({
        target: {
          type: 'user' as const,
          id,
          label: labelOf({ fullName: `${user.firstName} ${user.lastName}`.trim(), username: user.username }),
        },
        detail: { source: 'import' as const },
        changes: {
          username: { before: null, after: user.username },
          email: { before: null, after: user.email },
          ...changedValues({}, values),
        },
      })),
    )
    return { results: [...results, ...decided, ...invalid].sort((one, other) => one.row - other.row) }
  },
})

import { can } from '../core/actor.ts'
import { defineMutation } from '../core/operation.ts'
import { labelOf } from './rules.ts'
import { createUsersInput, importedUser } from './schema.ts'
import { placeNewUsers } from './steps-create.ts'
import { insertUsers, sortRows, type Row, type RowResult } from './steps-import.ts'

type Parsed = { valid: Row[]; invalid: RowResult[] }

function parseRows(users: readonly unknown[], mayBringHashes: boolean): Parsed {
  const parsed: Parsed = { valid: [], invalid: [] }
  for (const [row, raw] of users.entries()) {
    const result = importedUser.safeParse(raw)
    const fields: Record<string, string[]> = {}
    if (result.success) {
      if (result.data.passwordHash && !mayBringHashes)
        fields.passwordHash = ['Password hashes are accepted by the import on the server’s command line only.']
      else {
        parsed.valid.push({ row, user: result.data })
        continue
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
    const { valid, invalid } = parseRows(users, can(actor, 'system:import-users'))
    const { create, decided } = await sortRows(tx, valid)
    const written = await insertUsers(tx, actor, create)
    const results: RowResult[] = create.map(({ row, id }) =>
      written.has(id)
        ? { row, outcome: 'created', userId: id }
        : { row, outcome: 'refused', message: LOST_RACE, fields: { username: [LOST_RACE] } },
    )
    const created = create.filter(({ id }) => written.has(id))
    if (created.length) await placeNewUsers(tx, actor, [...written], groupId)
    if (created.length === 0) audit.unchanged()
    await audit.recordMany(
      'user.created',
      created.map(({ id, user: { passwordHash: _secret, ...user } }) => ({
        target: {
          type: 'user' as const,
          id,
          label: labelOf({ fullName: `${user.firstName} ${user.lastName}`.trim(), username: user.username }),
        },
        detail: { source: 'import' as const },
        changes: { username: { before: null, after: user.username }, email: { before: null, after: user.email } },
      })),
    )
    return { results: [...results, ...decided, ...invalid].sort((one, other) => one.row - other.row) }
  },
})

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { parse, type Info } from 'csv-parse'
import { listCustomFields } from '../../lib/custom-fields/queries.ts'
import { systemActor } from '../../lib/core/actor.ts'
import { withoutGuard } from '../../lib/core/csv.ts'
import { createUsers } from '../../lib/users/mutations-import.ts'
import type { RowResult } from '../../lib/users/steps-import.ts'

/**
 * The columns of the file and the fields they fill. `password_hash` is optional, all others must be there, in any order. Extra fields that
 * administrators defined may follow as `field.KEY`, or as the key alone where it is none of these.
 */
const COLUMNS: Record<string, string> = {
  username: 'username',
  email: 'email',
  first_name: 'firstName',
  last_name: 'lastName',
  organisation: 'organisation',
  bio: 'bio',
  search_visibility: 'searchVisibility',
  email_privacy: 'emailPrivacy',
  public_profile: 'publicProfile',
  date_joined: 'dateJoined',
  password_hash: 'passwordHash',
}
const OPTIONAL = new Set(['password_hash'])
const BATCH = 1_000
/** Far beyond the longest valid row; a longer one is a broken file, and must not fill the memory. */
const maxRecordBytes = 64 * 1024

/** One data row of the file: `row` counts data rows from 1, `line` is where it ends in the file. */
export type FileRow = { row: number; line: number; fields: string[] }
/** A row with what became of it; `problems` are plain sentences, each with the column it is about. */
export type ImportedRow = { row: number; line: number; outcome: 'created' | 'unchanged' | 'refused'; problems: string[] }
export type ImportSummary = { created: number; unchanged: number; refused: number }

const columnOf = new Map(Object.entries(COLUMNS).map(([column, field]) => [field, column]))

/** The key of the extra field that a column fills, or null. */
function extraKeyOf(name: string, keys: ReadonlySet<string>): string | null {
  const key = name.startsWith('field.') ? name.slice('field.'.length) : name
  return keys.has(key) && !Object.hasOwn(COLUMNS, name) ? key : null
}

function checkHeader(header: string[], keys: ReadonlySet<string>) {
  const unknown = header.filter((name) => !Object.hasOwn(COLUMNS, name) && extraKeyOf(name, keys) === null)
  const missing = Object.keys(COLUMNS).filter((name) => !OPTIONAL.has(name) && !header.includes(name))
  const filled = header.map((name) => extraKeyOf(name, keys) ?? COLUMNS[name] ?? name)
  const twice = header.filter((_, index) => filled.indexOf(filled[index] as string) !== index)
  const problems = [
    ...(missing.length ? [`missing: ${missing.join(', ')}`] : []),
    ...(unknown.length ? [`not known: ${unknown.join(', ')}`] : []),
    ...(twice.length ? [`twice: ${twice.join(', ')}`] : []),
  ]
  if (problems.length) throw new Error(`Nothing was imported. The first line must name the columns; ${problems.join('; ')}.`)
}

/** Cells as they were before an export guarded them. An empty cell means "not given" where the field has a default, and an empty e-mail or username stays empty to be refused. */
function toUser(header: string[], fields: string[], keys: ReadonlySet<string>) {
  const user: Record<string, unknown> = {}
  const extra: Record<string, string> = {}
  for (const [index, name] of header.entries()) {
    const key = extraKeyOf(name, keys)
    if (key !== null) {
      extra[key] = withoutGuard(fields[index] ?? '')
      continue
    }
    const field = COLUMNS[name] as string
    const value = withoutGuard(fields[index] ?? '')
    if (value !== '' || !['searchVisibility', 'emailPrivacy', 'publicProfile', 'dateJoined', 'passwordHash'].includes(field))
      user[field] = value
  }
  if (Object.keys(extra).length) user.fields = extra
  return user
}

const problemsOf = (result: RowResult) =>
  result.outcome === 'refused'
    ? Object.entries(result.fields).map(
        ([field, texts]) => `${columnOf.get(field) ?? field.replace(/^fields\./, 'field.')}: ${texts.join(' ')}`,
      )
    : []

/** Sends one batch through the create-many operation; rows with the wrong number of columns are refused here, they have no meaning. */
async function importBatch(header: string[], rows: FileRow[], keys: ReadonlySet<string>): Promise<ImportedRow[]> {
  const crooked = rows.filter(({ fields }) => fields.length !== header.length)
  const straight = rows.filter(({ fields }) => fields.length === header.length)
  const refused = crooked.map(({ row, line, fields }): ImportedRow => {
    const problem = `This row has ${fields.length} columns instead of ${header.length}.`
    return { row, line, outcome: 'refused', problems: [problem] }
  })
  if (straight.length === 0) return refused
  const { results } = await createUsers(systemActor('import-users'), { users: straight.map(({ fields }) => toUser(header, fields, keys)) })
  const done = results.map((result): ImportedRow => {
    const { row, line } = straight[result.row] as FileRow
    return { row, line, outcome: result.outcome, problems: problemsOf(result) }
  })
  return [...refused, ...done].sort((one, other) => one.row - other.row)
}

async function* batchesOf(file: string, keys: ReadonlySet<string>): AsyncGenerator<{ header: string[]; rows: FileRow[] }> {
  const records = createReadStream(file).pipe(
    parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: maxRecordBytes, encoding: 'utf8' }),
  )
  let header: string[] | undefined
  let rows: FileRow[] = []
  let row = 0
  for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: Info }>) {
    if (!header) {
      header = record.map((name) => name.trim())
      checkHeader(header, keys)
      continue
    }
    rows.push({ row: ++row, line: info.lines, fields: record })
    if (rows.length < BATCH) continue
    yield { header, rows }
    rows = []
  }
  if (!header) throw new Error('Nothing was imported. The file is empty.')
  if (rows.length) yield { header, rows }
}

/**
 * Creates the users of a CSV file, in batches of 1,000 that each commit with their audit rows, so memory stays flat and what was
 * reported as created stays created. Existing users are left as they are: the same again is `unchanged`, a differing row is refused with
 * the fields that differ. Every row comes to `report` exactly once, in the order of the file. Throws when the file cannot be read as CSV.
 */
export async function importUsers(file: string, report: (row: ImportedRow) => void): Promise<ImportSummary> {
  if (!(await stat(file).catch(() => null))?.isFile()) throw new Error(`Nothing was imported. There is no file ${file}.`)
  // A batch lives for a moment, but on a machine with much memory V8 would keep those that are past by the hundred megabytes. The other half
  // of this is how package.json starts the command: in a small nursery less of a batch is taken for old.
  setFlagsFromString('--heap-growing-percent=20')
  const summary: ImportSummary = { created: 0, unchanged: 0, refused: 0 }
  const keys = new Set((await listCustomFields(systemActor('import-users'), {})).map(({ key }) => key))
  try {
    for await (const { header, rows } of batchesOf(file, keys))
      for (const row of await importBatch(header, rows, keys)) {
        summary[row.outcome]++
        report(row)
      }
  } catch (error) {
    const code = (error as { code?: string }).code
    if (!code?.startsWith('CSV_')) throw error
    const kept = summary.created ? `${summary.created} users of the rows before were created and stay.` : 'Nothing was imported.'
    throw new Error(`The file is not readable as CSV: ${(error as Error).message} ${kept} Mend the file and run the import again.`, {
      cause: error,
    })
  }
  return summary
}

/** `npm run admin -- import-users FILE`: one line per refused row on standard error, and a summary. */
export async function runImport(file: string): Promise<number> {
  const summary = await importUsers(file, ({ row, line, outcome, problems }) => {
    if (outcome === 'refused') console.error(`Row ${row} (line ${line}) refused. ${problems.join(' ')}`)
  })
  const { created, unchanged, refused } = summary
  const nothing = created === 0 ? ' Nothing was changed.' : ''
  console.log(`${created} created, ${unchanged} unchanged, ${refused} refused.${nothing} No mail was sent.`)
  return refused ? 1 : 0
}

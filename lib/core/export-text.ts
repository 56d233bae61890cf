import { withGuard } from './csv.ts'
import type { Exported, ExportColumn, ExportFormat, ExportRow } from './export.ts'

/** Lets spreadsheets read the file as UTF-8. */
const BOM = '\ufeff'

/** Yes and no as true and false, times as ISO 8601, nothing as an empty cell. Text alone can be a formula. */
function plain(value: unknown): string {
  if (typeof value === 'string') return withGuard(value)
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? withGuard(JSON.stringify(value)) : String(value as number)
}

/** With every cell quoted, a quote inside one is all there is to escape (RFC 4180); a general writer takes twice as long over it. */
const cell = (value: unknown) => `"${plain(value).replaceAll('"', '""')}"`

const line = (cells: readonly unknown[]) => `${cells.map(cell).join(',')}\r\n`

const csvBatch = (columns: readonly ExportColumn[], rows: readonly ExportRow[]) =>
  rows.map((row) => line(columns.map(({ key }) => row[key]))).join('')

const objectOf = (columns: readonly ExportColumn[], row: ExportRow) =>
  JSON.stringify(Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null])))

/** What stands before the first row, between two and after the last. */
const AROUND: Record<ExportFormat, (columns: readonly ExportColumn[]) => [before: string, between: string, after: string]> = {
  csv: (columns) => [BOM + line(columns.map(({ header }) => header)), '', ''],
  json: () => ['[', ',\n', ']\n'],
  ndjson: () => ['', '\n', '\n'],
}

/**
 * An export as the text of its file, a batch at a time: CSV as RFC 4180 in UTF-8 with a byte order mark, all cells quoted and guarded
 * against formulas; JSON as one array of typed values; NDJSON as one object per line.
 */
export async function* exportText({
  columns,
  batches,
  format,
}: Pick<Exported, 'columns' | 'format'> & {
  batches: AsyncIterable<ExportRow[]>
}): AsyncGenerator<string> {
  const [before, between, after] = AROUND[format](columns)
  let first = true
  if (before) yield before
  for await (const rows of batches) {
    if (rows.length === 0) continue
    if (format === 'csv') yield csvBatch(columns, rows)
    else yield (first ? '' : between) + rows.map((row) => objectOf(columns, row)).join(between)
    first = false
  }
  if (after && !(format === 'ndjson' && first)) yield after
}

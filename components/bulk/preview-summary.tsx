import { formatNumber, plural } from '../../lib/core/format.ts'
import { Figures } from './figures.tsx'

/** Users who are left out, or left as they are, for one reason. `message` is a clause that follows their number; `examples` are at most three names. */
export type BulkPart = { reason: string; message: string; count: number; examples: readonly string[] }
/** What a bulk operation says that it would do. */
export type BulkPreview = { total: number; changed: number; unchanged: number; skipped: readonly BulkPart[] }

const sum = (parts: readonly BulkPart[]) => parts.reduce((total, { count }) => total + count, 0)

/** "Ann Lee (ann), Bo (bo) and 9 more". */
function named({ count, examples }: BulkPart): string {
  const more = count - examples.length
  return more > 0 ? `${examples.join(', ')} and ${formatNumber(more)} more` : examples.join(', ')
}

/** One user is called by name, several by their number with a few names below. */
const Part = ({ part }: { part: BulkPart }) =>
  part.count === 1 && part.examples[0] ? (
    <span className="wrap-anywhere">
      <bdi>{part.examples[0]}</bdi> {part.message}.
    </span>
  ) : (
    <>
      <span className="tabular-nums">{plural(part.count, 'user')}</span> {part.message}.
      {part.examples.length > 0 && (
        <span dir="auto" className="block wrap-anywhere text-ink-soft">
          {named(part)}
        </span>
      )}
    </>
  )

/** What would become of how many users: those who `will` (such as "will be deactivated"), those who stay as they are, and who is left out and why. */
export function PreviewSummary({ preview, will }: { preview: BulkPreview; will: string }) {
  const skipped = sum(preview.skipped)
  return (
    <div className="grid gap-4">
      <Figures
        figures={[
          { count: preview.changed, words: will },
          { count: preview.unchanged, words: 'unchanged' },
          { count: skipped, words: 'skipped' },
        ]}
      />
      {skipped > 0 && (
        <div>
          <p className="font-medium">Who is skipped</p>
          <ul className="grid">
            {preview.skipped.map((part) => (
              <li key={part.reason} className="border-b border-line py-2 last:border-0 last:pb-0">
                <Part part={part} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

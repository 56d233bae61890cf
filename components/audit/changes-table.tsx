import type { SeenEntry } from '../../lib/audit/events.ts'
import { Time } from '../ui/time.tsx'
import { fieldWords, inOrder, shownValue } from './value-words.ts'

/** A value of the log: nothing is said as "empty", moments in full, long texts with their own line breaks. */
export function ValueText({ field, value, timeZone }: { field: string; value: unknown; timeZone: string | undefined }) {
  const shown = shownValue(field, value)
  if (shown.kind === 'empty') return <span className="text-ink-faint italic">empty</span>
  if (shown.kind === 'moment') return <Time value={shown.at} exact timeZone={timeZone} />
  return (
    <span dir="auto" className="block text-start whitespace-pre-wrap wrap-anywhere">
      {shown.text}
    </span>
  )
}

const cell = 'border-b border-line px-3 py-2 align-top group-last/row:border-0'
const head = 'border-b border-line px-3 py-1.5 text-start text-sm font-medium text-ink-soft'

/**
 * What an act changed: each field with its value before and after, side by side where there is room and one under the other on narrow
 * screens, where the roles keep it a table for screen readers. Nothing when nothing was changed.
 */
export function ChangesTable({ changes, timeZone }: { changes: SeenEntry['changes']; timeZone: string | undefined }) {
  const fields = inOrder(changes)
  if (fields.length === 0) return null
  return (
    <div className="min-w-0 rounded-md border border-line bg-surface">
      <table role="table" className="w-full table-fixed border-separate border-spacing-0 max-sm:block">
        <caption className="sr-only">What changed</caption>
        <thead role="rowgroup" className="max-sm:sr-only">
          <tr role="row">
            <th scope="col" role="columnheader" className={`${head} w-32`}>
              Field
            </th>
            <th scope="col" role="columnheader" className={head}>
              Before
            </th>
            <th scope="col" role="columnheader" className={head}>
              After
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-sm:block">
          {fields.map(([name, { before, after }]) => (
            <tr
              key={name}
              role="row"
              className="group/row max-sm:block max-sm:border-b max-sm:border-line max-sm:py-1 max-sm:last:border-0"
            >
              <th scope="row" role="rowheader" className={`${cell} text-start font-medium max-sm:block max-sm:border-0 max-sm:pb-0`}>
                {fieldWords(name)}
              </th>
              <td role="cell" className={`${cell} text-ink-soft max-sm:flex max-sm:gap-2 max-sm:border-0 max-sm:py-1`}>
                <span aria-hidden className="w-12 shrink-0 text-sm text-ink-faint sm:hidden">
                  Before
                </span>
                <ValueText field={name} value={before} timeZone={timeZone} />
              </td>
              <td role="cell" className={`${cell} max-sm:flex max-sm:gap-2 max-sm:border-0 max-sm:pt-0`}>
                <span aria-hidden className="w-12 shrink-0 text-sm text-ink-faint sm:hidden">
                  After
                </span>
                <ValueText field={name} value={after} timeZone={timeZone} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

'use client'
import { Download } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { Field } from '../../../../components/ui/field.tsx'
import { Select } from '../../../../components/ui/input.tsx'
import { RadioGroup } from '../../../../components/ui/radio-group.tsx'
import { exportBegun } from '../../../../components/ui/toast.tsx'
import { plural } from '../../../../lib/core/format.ts'
import { shownColumns } from '../../../../lib/users/list-columns.ts'
import { IMPORT_COLUMNS } from '../../../../lib/users/schema-export.ts'
import { searchOf, type ListState } from './users-href.ts'

const FORMATS = [
  { value: 'csv', label: 'CSV, for spreadsheets' },
  { value: 'json', label: 'JSON, one array' },
  { value: 'ndjson', label: 'NDJSON, one object per line' },
]

/**
 * The list as a file: which users, which columns, which format. A plain form to the address that makes the file, so it needs no client
 * JavaScript. `total` is how many users match, in words. Chosen rows are exported from the bar that stands here then.
 */
export function ExportMenu({
  state,
  total,
  fields,
  mayExport,
}: {
  state: ListState
  total: string
  /** How many extra fields there are. */
  fields: number
  mayExport: boolean
}) {
  const panel = useRef<HTMLDivElement>(null)
  if (!mayExport)
    return (
      <Button icon={<Download aria-hidden />} disabledReason="You have no role that allows this: export lists of users to a file.">
        Export
      </Button>
    )
  const begun = () => {
    panel.current?.hidePopover()
    exportBegun()
  }
  return (
    <>
      <Button popoverTarget="users-export" icon={<Download aria-hidden />}>
        Export
      </Button>
      <div
        ref={panel}
        id="users-export"
        popover="auto"
        role="group"
        aria-label="Export"
        className="menu w-88 max-w-[calc(100vw-24px)] overflow-y-auto max-sm:inset-3 max-sm:m-auto max-sm:max-h-[calc(100dvh-24px)] max-sm:[position-area:none] sm:max-h-[calc(100dvh-200px)] rounded-lg border border-line bg-raised p-4 shadow-raised"
      >
        <form method="post" action="/users/export" onSubmit={begun} className="grid gap-4">
          <input type="hidden" name="search" value={searchOf(state)} />
          <RadioGroup
            legend="Users"
            name="scope"
            defaultValue="filtered"
            options={[
              { value: 'filtered', label: `Those of this list: ${total}` },
              { value: 'all', label: 'All that you may export, also those in the trash' },
            ]}
          />
          <RadioGroup
            legend="Columns"
            name="columns"
            defaultValue="shown"
            options={[
              { value: 'shown', label: `The ${plural(shownColumns(state.params.columns).length, 'column')} of this list` },
              {
                value: 'import',
                label: `The ${plural(IMPORT_COLUMNS.length + fields, 'column')} of an import`,
                hint: 'To bring these users into another Gatehouse. Status, roles and passwords do not go along.',
              },
            ]}
          />
          <Field
            id="users-export-format"
            label="Format"
            hint="In a CSV, text that a spreadsheet could take for a formula begins with an apostrophe."
          >
            <Select
              id="users-export-format"
              name="format"
              defaultValue="csv"
              options={FORMATS}
              aria-describedby="users-export-format-hint"
            />
          </Field>
          <p className="text-sm text-ink-faint">The audit log records who exported what.</p>
          <div>
            <Button type="submit" variant="primary">
              Export users
            </Button>
          </div>
        </form>
      </div>
    </>
  )
}

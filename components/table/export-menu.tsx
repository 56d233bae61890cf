'use client'
import { Download } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Menu, MenuButton, MenuLine, MenuTitle } from '../ui/menu.tsx'
import { exportBegun } from '../ui/toast.tsx'

type Props = {
  /** Where the file comes from, one of the addresses of `http/downloads.ts`. */
  action: string
  /** What the export takes beside `format`, by name. */
  fields: readonly (readonly [string, string])[]
  /** Which rows the file has, in words. */
  title: string
  /** What else there is to know before. */
  note?: string
  csvHint?: string
  disabledReason: string | null
}

/** The rows of a list as a file in a choice of formats. A plain form: it works without client JavaScript. Where it is impossible the button says why. */
export function ExportMenu({ action, fields, title, note, csvHint = 'for spreadsheets', disabledReason }: Props) {
  if (disabledReason !== null)
    return (
      <Button icon={<Download aria-hidden />} disabledReason={disabledReason}>
        Export
      </Button>
    )
  const trigger = (
    <>
      <Download aria-hidden />
      Export
    </>
  )
  const formats = [
    { value: 'csv', label: 'CSV', hint: csvHint },
    { value: 'json', label: 'JSON', hint: 'one array' },
    { value: 'ndjson', label: 'NDJSON', hint: 'one object per line' },
  ]
  return (
    <Menu trigger={trigger}>
      <form method="post" action={action} onSubmit={exportBegun}>
        {fields.map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        <MenuTitle>{title}</MenuTitle>
        {formats.map(({ value, label, hint }) => (
          <MenuButton key={value} type="submit" name="format" value={value}>
            {label}
            <span className="text-ink-faint">{hint}</span>
          </MenuButton>
        ))}
        <MenuLine />
        <p className="px-2 pt-1 pb-1.5 text-sm text-ink-faint">{note ?? 'The audit log records who exported what.'}</p>
      </form>
    </Menu>
  )
}

'use client'
import { Download } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { Menu, MenuButton, MenuLine, MenuTitle } from '../../../../components/ui/menu.tsx'
import { exportBegun } from '../../../../components/ui/toast.tsx'

const FORMATS = [
  { value: 'csv', label: 'CSV', hint: 'for spreadsheets' },
  { value: 'json', label: 'JSON', hint: 'one array' },
  { value: 'ndjson', label: 'NDJSON', hint: 'one object per line' },
] as const

/** The memberships of the list as a file. A plain form: it works without client JavaScript. `total` says in words how many there are. */
export function ExportMenu({ search, total, mayExport }: { search: string; total: string; mayExport: boolean }) {
  if (!mayExport)
    return (
      <Button
        icon={<Download aria-hidden />}
        disabledReason="You have no role that allows this: export memberships of the organisation to a file."
      >
        Export
      </Button>
    )
  const trigger = (
    <>
      <Download aria-hidden />
      Export
    </>
  )
  return (
    <Menu trigger={trigger}>
      <form method="post" action="/memberships/export" onSubmit={exportBegun}>
        <input type="hidden" name="search" value={search} />
        <MenuTitle>Those of this list: {total}</MenuTitle>
        {FORMATS.map(({ value, label, hint }) => (
          <MenuButton key={value} type="submit" name="format" value={value}>
            {label}
            <span className="text-ink-faint">{hint}</span>
          </MenuButton>
        ))}
        <MenuLine />
        <p className="px-2 pt-1 pb-1.5 text-sm text-ink-faint">
          Type, username, e-mail address, votes and the day of the affirmation. The audit log records who exported what.
        </p>
      </form>
    </Menu>
  )
}

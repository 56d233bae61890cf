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

/** The members that the filters leave, as a file. A plain form: it works without client JavaScript. Search text does not narrow it. */
export function ExportMembers({
  groupId,
  filters,
  disabledReason,
}: {
  groupId: string
  filters: Record<string, string>
  disabledReason: string | null
}) {
  if (disabledReason !== null)
    return (
      <Button icon={<Download aria-hidden />} disabledReason={disabledReason}>
        Export
      </Button>
    )
  return (
    <Menu
      trigger={
        <>
          <Download aria-hidden />
          Export
        </>
      }
    >
      <form method="post" action="/groups/export" onSubmit={exportBegun}>
        {Object.entries({ ...filters, groupId }).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <MenuTitle>Every member that the filters leave</MenuTitle>
        {FORMATS.map(({ value, label, hint }) => (
          <MenuButton key={value} type="submit" name="format" value={value}>
            {label}
            <span className="text-ink-faint">{hint}</span>
          </MenuButton>
        ))}
        <MenuLine />
        <p className="px-2 pt-1 pb-1.5 text-sm text-ink-faint">The audit log records who exported what.</p>
      </form>
    </Menu>
  )
}

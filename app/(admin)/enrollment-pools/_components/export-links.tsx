'use client'
import { Download } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { Menu, MenuButton, MenuLine, MenuTitle } from '../../../../components/ui/menu.tsx'
import { exportBegun } from '../../../../components/ui/toast.tsx'

const FORMATS = [
  { value: 'csv', label: 'CSV', hint: 'for spreadsheets and mail merge' },
  { value: 'json', label: 'JSON', hint: 'one array' },
  { value: 'ndjson', label: 'NDJSON', hint: 'one object per line' },
] as const

/** The links of a pool as a file, with their addresses. A plain form: it works without client JavaScript. */
export function ExportLinks({ poolId, state, disabledReason }: { poolId: string; state: string; disabledReason: string | null }) {
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
      <form method="post" action="/enrollment-pools/export" onSubmit={exportBegun}>
        <input type="hidden" name="poolId" value={poolId} />
        <input type="hidden" name="state" value={state} />
        <MenuTitle>Every link that the filter leaves, with its address</MenuTitle>
        {FORMATS.map(({ value, label, hint }) => (
          <MenuButton key={value} type="submit" name="format" value={value}>
            {label}
            <span className="text-ink-faint">{hint}</span>
          </MenuButton>
        ))}
        <MenuLine />
        <p className="px-2 pt-1 pb-1.5 text-sm text-ink-faint">Whoever has the file can enroll. The audit log records who exported it.</p>
      </form>
    </Menu>
  )
}

'use client'
import { Download } from 'lucide-react'
import Form from 'next/form'
import { HOLDER_STATUSES, type HoldersListParams } from '../../lib/access/list.ts'
import { Button } from '../ui/button.tsx'
import { Input, Select } from '../ui/input.tsx'
import { Menu, MenuButton, MenuLine, MenuTitle } from '../ui/menu.tsx'
import { exportBegun } from '../ui/toast.tsx'

const STATUSES: Record<HoldersListParams['status'], string> = { active: 'Active users', any: 'Everyone, also inactive' }
const FORMATS = [
  { value: 'csv', label: 'CSV', hint: 'for spreadsheets' },
  { value: 'json', label: 'JSON', hint: 'one array' },
  { value: 'ndjson', label: 'NDJSON', hint: 'one object per line' },
] as const

/** What the list is about, as the export takes it. */
export type Asked = { permission: string } | { roleId: string }

function ExportMenu({ asked, params: { q, status }, mayExport }: { asked: Asked; params: HoldersListParams; mayExport: boolean }) {
  if (!mayExport)
    return (
      <Button
        icon={<Download aria-hidden />}
        disabledReason="You have no role that allows this: export who holds a role or a permission to a file."
      >
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
      <form method="post" action="/access/export" onSubmit={exportBegun}>
        {Object.entries({ ...asked, q, status }).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <MenuTitle>{q ? 'All that match, a row for every way' : 'All holders, a row for every way'}</MenuTitle>
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

/** Search and filter of holders as one GET form to `at`, and their export. All of it works without client JavaScript. */
export function HoldersToolbar({
  params,
  at,
  asked,
  mayExport,
}: {
  params: HoldersListParams
  at: string
  asked: Asked
  mayExport: boolean
}) {
  const { q, status, direction, perPage } = params
  return (
    <div className="flex flex-wrap gap-2">
      <Form
        key={`${q} ${status}`}
        action={at}
        role="search"
        aria-label="Holders"
        className="flex min-w-[min(100%,20rem)] flex-1 flex-wrap gap-2"
      >
        <Input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          aria-label="Search users"
          placeholder="Name, username, e-mail"
          className="min-w-48 flex-1 sm:max-w-80"
        />
        <Select
          name="status"
          defaultValue={status}
          aria-label="Accounts"
          className="w-auto!"
          options={HOLDER_STATUSES.map((value) => ({ value, label: STATUSES[value] }))}
        />
        <input type="hidden" name="direction" value={direction} />
        <input type="hidden" name="perPage" value={perPage} />
        <Button type="submit">Search</Button>
      </Form>
      <ExportMenu asked={asked} params={params} mayExport={mayExport} />
    </div>
  )
}

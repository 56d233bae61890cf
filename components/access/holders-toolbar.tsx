'use client'
import Form from 'next/form'
import { HOLDER_STATUSES, type HoldersListParams } from '../../lib/access/list.ts'
import { ExportMenu } from '../table/export-menu.tsx'
import { Button } from '../ui/button.tsx'
import { Input, Select } from '../ui/input.tsx'

const STATUSES: Record<HoldersListParams['status'], string> = { active: 'Active users', any: 'Everyone, also inactive' }
/** What the list is about, as the export takes it. */
export type Asked = { permission: string } | { roleId: string }

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
      <ExportMenu
        action="/access/export"
        fields={Object.entries({ ...asked, q: params.q, status: params.status })}
        title={params.q ? 'All that match, a row for every way' : 'All holders, a row for every way'}
        disabledReason={mayExport ? null : 'You have no role that allows this: export who holds a role or a permission to a file.'}
      />
    </div>
  )
}

import { UserPlus } from 'lucide-react'
import type { Metadata } from 'next'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { Selectable } from '../../../components/table/selection.tsx'
import { Button, ButtonLink } from '../../../components/ui/button.tsx'
import { FilterChips } from '../../../components/ui/filter-chips.tsx'
import { fieldsKnowing } from '../../../lib/custom-fields/read.ts'
import { currentShell } from '../../../lib/auth/session.ts'
import { can, canEverywhere } from '../../../lib/core/actor.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { listSavedViews } from '../../../lib/saved-views/queries.ts'
import { listUsers } from '../../../lib/users/queries.ts'
import { bulkActsOn } from './_components/bulk-acts-on.ts'
import { USERS_BULK_FORM } from './_components/bulk-acts.ts'
import { matchingSearch } from '../../../components/bulk/bulk-address.ts'
import { ColumnChooser } from './_components/column-chooser.tsx'
import { ExportMenu } from './_components/export-menu.tsx'
import { PageSizes } from './_components/page-sizes.tsx'
import { SelectionBar } from './_components/selection-bar.tsx'
import { chipsOf } from './_components/users-chips.ts'
import { clearedHref, listStateOf, usersHref } from './_components/users-href.ts'
import { FieldFilters } from './_components/field-filters.tsx'
import { fieldChips, fieldColumns, fieldKeysOf, shownFields, withKnownFields } from './_components/field-state.ts'
import { UsersTable } from './_components/users-table.tsx'
import { UsersToolbar } from './_components/users-toolbar.tsx'
import { ViewsMenu } from './_components/views-menu.tsx'

export const metadata: Metadata = { title: 'Users' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const NOTICES = {
  removed: 'The user was removed for good. The audit log keeps what was done.',
  columns: 'Remembered: these columns are shown whenever you open the list, on every device.',
  'view-saved': 'View saved.',
  'view-deleted': 'View deleted. The users that it showed were not touched.',
}

const CreateUser = ({ allowed }: { allowed: boolean }) =>
  allowed ? (
    <ButtonLink variant="primary" href="/users/new" icon={<UserPlus aria-hidden />}>
      Create user
    </ButtonLink>
  ) : (
    <Button variant="primary" icon={<UserPlus aria-hidden />} disabledReason="You have no role that allows this: create users.">
      Create user
    </Button>
  )

export default adminPage(async (actor, { searchParams }: Props) => {
  const [raw, shell] = await Promise.all([searchParams, currentShell()])
  const asked = listStateOf(raw, shell.user ?? { rowsPerPage: 25, columns: [] })
  const fields = can(actor, 'user:read') ? await fieldsKnowing(fieldKeysOf(asked)) : []
  const state = withKnownFields(asked, fields)
  const columns = fieldColumns(fields)
  const { params } = state
  const [{ users, previous, next, count, more, group }, kept] = await Promise.all([listUsers(actor, params), listSavedViews(actor, {})])
  const roles = can(actor, 'role:read') ? kept.roles : null
  const mayCreate = can(actor, 'user:create')
  const total = more ? `${cappedCount(count + 1, count)} users` : plural(count, 'user')
  return (
    <>
      <PageHeader
        title="Users"
        description="Everybody who has an account: who they are, whether they may sign in, and what they may do."
        actions={
          <>
            {can(actor, 'enrollment:invite') && <ButtonLink href="/users/invite">Invite people</ButtonLink>}
            <CreateUser allowed={mayCreate} />
          </>
        }
      />
      <ArrivalNotice notice={raw.notice} sentences={NOTICES} />
      <Selectable
        formId={USERS_BULK_FORM}
        name="userIds"
        listKey={`${matchingSearch(params)} ${params.sort} ${params.direction}`}
        className="flex min-w-0 flex-col gap-3 lg:has-[[data-row-choice]:checked]:[--bar:36px]"
      >
        <div className="top-0 z-20 grid grid-cols-[minmax(0,1fr)] sm:group-has-[[data-row-choice]:checked]/list:sticky *:[grid-area:1/1]">
          <div className="min-w-0 group-has-[[data-row-choice]:checked]/list:invisible">
            <UsersToolbar
              state={state}
              roles={roles}
              fieldFilters={<FieldFilters fields={fields} given={params.fields} />}
              group={can(actor, 'group:read') ? (group ?? params.group ?? '') : null}
            >
              <ViewsMenu state={state} {...kept} mayShareWithAny={canEverywhere(actor, 'role:read')} />
              <ColumnChooser state={state} fields={columns} />
              <ExportMenu state={state} total={total} fields={fields.length} mayExport={can(actor, 'user:export')} />
            </UsersToolbar>
          </div>
          <SelectionBar
            state={state}
            count={count}
            more={more}
            shown={users.length}
            acts={bulkActsOn(params.status, (permission) => can(actor, permission))}
            mayExport={can(actor, 'user:export')}
          />
        </div>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <FilterChips
            chips={[...chipsOf(state, roles?.find((role) => role.id === params.role)?.name, group), ...fieldChips(state, fields)]}
            clearHref={clearedHref(state)}
          />
          <p role="status" className="ms-auto text-ink-soft tabular-nums">
            {total}
          </p>
        </div>
        <UsersTable
          users={shownFields(users, fields)}
          fields={columns}
          state={state}
          mayCreate={mayCreate}
          timeZone={shell.user?.timeZone || undefined}
        />
        {count > 0 && (
          <Pagination
            range={`${users.length} on this page`}
            first={previous && usersHref(state, {})}
            previous={previous && usersHref(state, { before: previous })}
            next={next && usersHref(state, { after: next })}
            last={next && usersHref(state, { last: true })}
            beside={<PageSizes state={state} current={params.perPage} />}
          />
        )}
      </Selectable>
    </>
  )
})

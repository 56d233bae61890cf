import type { Metadata } from 'next'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { compareUsers } from '../../../../lib/access/queries.ts'
import { can } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { ChooseTwo } from '../_components/choose-two.tsx'
import { CompareUsersTable } from '../_components/compare-users-table.tsx'
import { UsersCrumb } from '../_components/users-crumb.tsx'
import { chosenUser, type Chosen } from './find-user.ts'

export const metadata: Metadata = { title: 'Compare users' }

const MISSING = 'There is no such user, or not one that you may see.'
const side = (chosen: Chosen) => ({ ...chosen, error: chosen.text !== '' && chosen.user === null ? MISSING : null })

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default adminPage(async (actor, { searchParams }: Props) => {
  if (!can(actor, 'role:read')) throw new AppError('FORBIDDEN', 'Your roles do not let you see what users may do.')
  const raw = await searchParams
  const [a, b] = await Promise.all([chosenUser(actor, raw.a), chosenUser(actor, raw.b)])
  const isOne = a.user !== null && a.user.id === b.user?.id
  const compared = a.user && b.user && !isOne ? await compareUsers(actor, { userIds: [a.user.id, b.user.id] }) : null
  const at = (show: Record<string, string>) =>
    `/users/compare?${new URLSearchParams({ a: a.user?.id ?? '', b: b.user?.id ?? '', ...show })}`
  return (
    <div className="grid min-w-0 gap-6">
      <PageHeader
        crumbs={<Breadcrumbs first={<UsersCrumb />} />}
        title="Compare users"
        description="What one may do that the other may not, and where both may but not in the same groups."
      />
      <ChooseTwo a={side(a)} b={side(b)} />
      {isOne && <Callout title="These are the same user">Choose somebody else for one of the two.</Callout>}
      {!compared && !isOne && (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState title="Choose two users">Then you see what only one of them may do, and where both differ.</EmptyState>
        </div>
      )}
      {compared && <CompareUsersTable {...compared} showsAll={raw.show === 'all'} at={at} />}
    </div>
  )
})

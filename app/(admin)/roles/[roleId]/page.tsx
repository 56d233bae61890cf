import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { adminPage } from '../../../../lib/http/page.ts'
import { notHeldBy } from '../../../../lib/roles/rules-acts.ts'
import { PermissionList } from '../_components/permission-list.tsx'
import { RoleEditor } from '../_components/role-editor.tsx'
import { RoleFrame } from '../_components/role-frame.tsx'
import { loadRole, titled, type RolePageProps } from './load-role.ts'

export const generateMetadata = titled()

const NOTICES = {
  saved: 'The role was saved.',
  created: 'The role was created. Give it to users or groups on their pages.',
  reset: 'The role allows what it is shipped with again.',
}

export default adminPage(async (actor, { params, searchParams }: RolePageProps) => {
  const [{ role, frame }, { notice }] = await Promise.all([loadRole(actor, params), searchParams])
  const { id, version, permissions, effective, permissionsOfAll } = role
  return (
    <RoleFrame {...frame}>
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      {frame.acts.edit === null ? (
        <RoleEditor role={{ id, version, permissions }} offered={permissionsOfAll} locked={notHeldBy(actor, permissionsOfAll)} />
      ) : (
        <div className="grid gap-4">
          <Callout>{frame.acts.edit}</Callout>
          {effective.length > 0 ? (
            <PermissionList effective={effective} offered={permissionsOfAll} />
          ) : (
            <div className="rounded-lg border border-line bg-surface">
              <EmptyState title="This role allows nothing yet">
                Whoever holds it can do what everybody can: look after their own account.
              </EmptyState>
            </div>
          )}
        </div>
      )}
    </RoleFrame>
  )
})

import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { AppError } from '../../../../../lib/core/errors.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { UsersCrumb } from '../../_components/users-crumb.tsx'
import { EditUserForm } from '../../_components/edit-user-form.tsx'
import { loadUser, titled, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Edit')

export default adminPage(async (actor, { params }: UserPageProps) => {
  const { user, frame } = await loadUser(actor, params)
  if (frame.acts.update !== null) throw new AppError('FORBIDDEN', frame.acts.update)
  const name = user.fullName || user.username
  return (
    <>
      <PageHeader
        title={`Edit ${name}`}
        crumbs={<Breadcrumbs first={<UsersCrumb />} crumbs={[{ label: name, href: `/users/${user.id}/profile` }]} />}
      />
      <EditUserForm user={user} />
    </>
  )
})

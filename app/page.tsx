import { redirect } from 'next/navigation'
import { accountPage } from '../lib/http/page.ts'

/** The start: leads to what the person may do, the administration or their own account. */
export default accountPage(async ({ grants }) =>
  redirect(grants.has('statistics:read') ? '/home' : grants.has('user:read') ? '/users' : '/account'),
)

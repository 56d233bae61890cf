import { redirect } from 'next/navigation'
import { accountPage } from '../lib/http/page.ts'

/** The start: leads to what the person may do, the administration or their own account. */
export default accountPage(async (actor) => redirect(actor.grants.has('user:read') ? '/users' : '/account'))
